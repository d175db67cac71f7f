/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "poster-option.h"
#include "poster-rule.h"

G_BEGIN_DECLS

#define POSTER_TYPE_PLATFORM (poster_platform_get_type ())
G_DECLARE_FINAL_TYPE (PosterPlatform, poster_platform, POSTER, PLATFORM, GObject)

/**
 * PosterPlatform:
 * @key: Late's word for it, e.g. `tiktok`, `twitter`
 * @aliases: other words that find it, e.g. `x`
 * @name: how people call it: a proper name, never translated
 * @glyph: name of its symbolic icon
 * @kinds: the kinds of post it takes
 * @rules: (element-type PosterRule): its limits
 * @options: (element-type PosterOption): its settings, in the order they are shown
 * @form: (element-type PosterFormRow): how a form asks for @options: the rows that the data give,
 *   then one for each option that has none; see poster-platform-form.h
 * @elsewhere: (nullable): keys of options that are set in other places of a form
 * @declarations: (element-type PosterDeclaration): what must stand before the button that
 *   publishes, the first that applies; see poster-platform-form.h
 * @manner: what are hashtags and mentions to it
 * @nested: members under which clients of the API also send options, e.g. `tiktokSettings`
 * @preview: (nullable): what its own interface covers of the picture; %NULL while nobody measured
 *
 * A network that shows posts. Data, not code. Immutable.
 */
struct _PosterPlatform
{
  GObject           parent_instance;

  char             *key;
  char            **aliases;
  char             *name;
  char             *glyph;
  PosterPostKinds   kinds;
  PosterTextManner  manner;
  GPtrArray        *rules;
  GPtrArray        *options;
  GPtrArray        *form;
  char            **elsewhere;
  GPtrArray        *declarations;
  char            **nested;
  JsonObject       *preview;
};

PosterPlatform *poster_platform_new_from_json (JsonObject *json, JsonArray *common, GError **error);
PosterOption *poster_platform_find_option     (PosterPlatform *self, const char *key_or_alias);
gboolean      poster_platform_leads_to_options (PosterPlatform *self, const char *path);
char         *poster_platform_join_path       (const char *prefix, const char *member);
PosterRule   *poster_platform_find_rule       (PosterPlatform *self, const char *id);
JsonObject   *poster_platform_complete_options (PosterPlatform *self, JsonObject *options);
gint64        poster_platform_get_text_limit  (PosterPlatform *self, PosterPostKind kind, JsonObject *options,
                                               PosterTextUnit *unit);

JsonObject   *poster_options_resolve          (PosterPlatform     *platform,
                                               JsonObject         *given,
                                               GPtrArray          *media_facts,
                                               PosterConsentMode   consent,
                                               JsonObject         *creator,
                                               GPtrArray         **findings);

G_END_DECLS
