/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Builds files byte by byte: boxes of MP4, elements of Matroska. */
void   media_bytes_u8        (GByteArray *bytes, guint value);
void   media_bytes_u16       (GByteArray *bytes, guint value);
void   media_bytes_u32       (GByteArray *bytes, guint64 value);
void   media_bytes_u64       (GByteArray *bytes, guint64 value);
void   media_bytes_le16      (GByteArray *bytes, guint value);
void   media_bytes_le32      (GByteArray *bytes, guint64 value);
void   media_bytes_text      (GByteArray *bytes, const char *text);
void   media_bytes_zeros     (GByteArray *bytes, guint count);
guint  media_bytes_box       (GByteArray *bytes, const char *type);
guint  media_bytes_full_box  (GByteArray *bytes, const char *type, guint version, guint flags);
void   media_bytes_end       (GByteArray *bytes, guint box);
guint  media_bytes_element   (GByteArray *bytes, guint32 id);
void   media_bytes_close     (GByteArray *bytes, guint element);
void   media_bytes_uint      (GByteArray *bytes, guint32 id, guint64 value);
void   media_bytes_double    (GByteArray *bytes, guint32 id, double value);
void   media_bytes_string    (GByteArray *bytes, guint32 id, const char *text);

G_END_DECLS
