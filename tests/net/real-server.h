/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A SoupServer on a free port of 127.0.0.1, in the main context it is made in. */
typedef struct
{
  SoupServer      *soup;
  GSocketService  *service;
  GTlsCertificate *certificate;  /* (nullable) */
  char            *folder;       /* (nullable), of the certificate */
  char            *url;
} RealServer;

RealServer *real_server_new     (SoupServerCallback   callback,
                                 gpointer             user_data);
RealServer *real_server_new_tls (SoupServerCallback   callback,
                                 gpointer             user_data,
                                 GTlsDatabase       **trust);
void        real_server_free    (RealServer          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RealServer, real_server_free)

G_END_DECLS
