/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-preview-caption.h"
#include "poster-preview-look.h"
#include "poster-preview.h"

#include "app-test.h"
#include "poster-json.h"
#include "poster-platform-form.h"
#include "poster-platforms.h"

#include <string.h>

#define CAPTION \
  "Ten minutes, one pan, and nobody has ever left any in the bowl. The trick is the pasta water: keep a cup of it " \
  "and let it boil down with the tomatoes. #pasta #weeknightdinner #onepan"

/* A picture of one colour, in any shape, which can become another. */
#define TEST_TYPE_PICTURE (test_picture_get_type ())
G_DECLARE_FINAL_TYPE (TestPicture, test_picture, TEST, PICTURE, GObject)

struct _TestPicture
{
  GObject parent_instance;

  int     width;
  int     height;
  guint   n_drawn;
};

static void
test_picture_snapshot (GdkPaintable *paintable,
                       GdkSnapshot  *snapshot,
                       double        width,
                       double        height)
{
  TestPicture *self = TEST_PICTURE (paintable);
  const GskColorStop sky[] = { { 0, { 0.36f, 0.55f, 0.82f, 1 } }, { 0.55f, { 0.97f, 0.80f, 0.62f, 1 } }, { 1, { 0.25f, 0.35f, 0.38f, 1 } } };
  const GdkRGBA sun = { 1, 0.95f, 0.8f, 1 };
  float side = (float) MIN (width, height) * 0.22f;
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height);
  graphene_rect_t disc = GRAPHENE_RECT_INIT ((float) width * 0.36f, (float) height * 0.26f, side, side);
  GskRoundedRect round;

  self->n_drawn++;
  gtk_snapshot_append_linear_gradient (snapshot, &all, &all.origin, &GRAPHENE_POINT_INIT (0, (float) height), sky, G_N_ELEMENTS (sky));
  gsk_rounded_rect_init_from_rect (&round, &disc, side / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, &sun, &disc);
  gtk_snapshot_pop (snapshot);
}

static int
test_picture_get_width (GdkPaintable *paintable)
{
  return TEST_PICTURE (paintable)->width;
}

static int
test_picture_get_height (GdkPaintable *paintable)
{
  return TEST_PICTURE (paintable)->height;
}

static void
paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = test_picture_snapshot;
  iface->get_intrinsic_width = test_picture_get_width;
  iface->get_intrinsic_height = test_picture_get_height;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestPicture, test_picture, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_iface_init))

static void
test_picture_class_init (TestPictureClass *klass)
{
}

static void
test_picture_init (TestPicture *self)
{
}

static GdkPaintable *
picture_new (int width,
             int height)
{
  TestPicture *self = g_object_new (TEST_TYPE_PICTURE, NULL);

  self->width = width;
  self->height = height;
  return GDK_PAINTABLE (self);
}

static PosterPlatforms *
get_platforms (void)
{
  static PosterPlatforms *platforms;

  if (platforms == NULL)
    platforms = poster_platforms_new (NULL);
  g_assert_nonnull (platforms);
  return platforms;
}

static PosterPreview *
preview_for (const char     *platform,
             PosterPostKind  kind,
             int             width,
             int             height)
{
  PosterPreview *preview = POSTER_PREVIEW (poster_preview_new ());
  g_autoptr(GdkPaintable) picture = width > 0 ? picture_new (width, height) : NULL;

  g_assert_nonnull (poster_platforms_find (get_platforms (), platform));
  poster_preview_set_platform (preview, poster_platforms_find (get_platforms (), platform));
  poster_preview_set_kind (preview, kind);
  poster_preview_set_handle (preview, "kitchen");
  poster_preview_set_name (preview, "The Kitchen");
  poster_preview_set_caption (preview, CAPTION);
  poster_preview_set_paintable (preview, picture);
  return preview;
}

typedef struct
{
  GdkTexture *texture;
  guint8     *pixels;
  gsize       width;
  gsize       height;
} Picture;

static void
picture_clear (Picture *picture)
{
  g_clear_object (&picture->texture);
  g_clear_pointer (&picture->pixels, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

static Picture
render (GtkWidget *widget)
{
  g_autoptr(GdkPaintable) paintable = NULL;
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  Picture picture = { NULL };

  app_test_wait_frames (widget, 2);
  paintable = gtk_widget_paintable_new (widget);
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  node = gtk_snapshot_to_node (snapshot);
  g_assert_nonnull (node);
  picture.texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)), node,
                                                 &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                                                      (float) gtk_widget_get_height (widget)));
  picture.width = (gsize) gdk_texture_get_width (picture.texture);
  picture.height = (gsize) gdk_texture_get_height (picture.texture);
  picture.pixels = g_malloc (picture.width * picture.height * 4);
  gdk_texture_download (picture.texture, picture.pixels, picture.width * 4);
  return picture;
}

/* Returns: how many pixels of a place are not the same */
static guint
count_differences (const Picture         *a,
                   const Picture         *b,
                   const graphene_rect_t *place)
{
  guint n = 0;

  for (gsize y = (gsize) MAX (0, place->origin.y); y < MIN (a->height, (gsize) (place->origin.y + place->size.height)); y++)
    for (gsize x = (gsize) MAX (0, place->origin.x); x < MIN (a->width, (gsize) (place->origin.x + place->size.width)); x++)
      if (memcmp (a->pixels + (y * a->width + x) * 4, b->pixels + (y * b->width + x) * 4, 4) != 0)
        n++;
  return n;
}

static gboolean
is_phone (PosterPreview *preview)
{
  graphene_rect_t media;

  poster_preview_get_media (preview, &media);
  return media.size.height > media.size.width * 1.7f;
}

/* What each platform shows for which post. */
static const struct
{
  const char     *platform;
  PosterPostKind  kind;
  const char     *content_type;
  int             width;
  int             height;
  const char     *look;
} looks[] = {
  { "tiktok", POSTER_POST_VIDEO, NULL, 1080, 1920, "feed" },
  { "tiktok", POSTER_POST_PHOTO, NULL, 1080, 1350, "feed" },
  { "instagram", POSTER_POST_VIDEO, NULL, 1080, 1920, "reel" },
  { "instagram", POSTER_POST_VIDEO, "story", 1080, 1920, "story" },
  { "instagram", POSTER_POST_PHOTO, NULL, 1080, 1350, "feed" },
  { "instagram", POSTER_POST_PHOTO, "story", 1080, 1920, "story" },
  { "youtube", POSTER_POST_VIDEO, NULL, 1080, 1920, "short" },
  { "youtube", POSTER_POST_VIDEO, NULL, 1920, 1080, "video" },
  { "snapchat", POSTER_POST_VIDEO, NULL, 1080, 1920, "story" },
  { "snapchat", POSTER_POST_VIDEO, "spotlight", 1080, 1920, "spotlight" },
  { "facebook", POSTER_POST_VIDEO, "reel", 1080, 1920, "reel" },
  { "facebook", POSTER_POST_VIDEO, "story", 1080, 1920, "story" },
  { "facebook", POSTER_POST_PHOTO, NULL, 1080, 1080, "post" },
  { "facebook", POSTER_POST_TEXT, NULL, 0, 0, "post" },
  { "twitter", POSTER_POST_PHOTO, NULL, 1600, 900, "post" },
  { "twitter", POSTER_POST_TEXT, NULL, 0, 0, "post" },
  { "linkedin", POSTER_POST_PHOTO, NULL, 1200, 800, "post" },
  { "threads", POSTER_POST_PHOTO, NULL, 1080, 1080, "post" },
  { "reddit", POSTER_POST_PHOTO, NULL, 1200, 900, "post" },
  { "pinterest", POSTER_POST_PHOTO, NULL, 1000, 1300, "pin" },
  { "bluesky", POSTER_POST_PHOTO, NULL, 1600, 1000, "post" },
  { "telegram", POSTER_POST_PHOTO, NULL, 1280, 900, "message" },
  { "googlebusiness", POSTER_POST_PHOTO, NULL, 1200, 900, "post" },
};

static PosterPreview *
preview_of (gsize i)
{
  PosterPreview *preview = preview_for (looks[i].platform, looks[i].kind, looks[i].width, looks[i].height);
  g_autoptr(JsonObject) options = json_object_new ();

  if (looks[i].content_type != NULL)
    json_object_set_string_member (options, "contentType", looks[i].content_type);
  poster_preview_set_options (preview, options);
  if (g_str_equal (looks[i].platform, "reddit") || g_str_equal (looks[i].platform, "pinterest"))
    poster_preview_set_title (preview, "Pasta night, from one single pan");
  return preview;
}

static void
test_follows_from_the_post (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      PosterPreview *preview = g_object_ref_sink (preview_of (i));

      g_test_message ("%s, %s", looks[i].platform, looks[i].look);
      g_assert_cmpstr (poster_preview_get_shown_look (preview), ==, looks[i].look);
      g_object_unref (preview);
    }
}

/* Every platform has one for each kind of post that it takes, and each is chosen by somebody. Documents
 * cannot be put into a post in the window yet. */
static void
test_every_platform_has_looks (void)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (get_platforms ())); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (G_LIST_MODEL (get_platforms ()), i);

      for (guint kind = 0; kind < POSTER_N_POST_KINDS; kind++)
        {
          g_autoptr(GPtrArray) list = poster_preview_look_list (platform, kind);

          if (kind == POSTER_POST_DOCUMENT)
            continue;
          g_test_message ("%s, kind %u", platform->key, kind);
          g_assert_cmpint (list->len > 0, ==, (platform->kinds & POSTER_POST_KINDS (kind)) != 0);
        }
    }
}

static void
test_somebody_chooses (void)
{
  PosterPreview *preview = g_object_ref_sink (preview_for ("instagram", POSTER_POST_VIDEO, 1080, 1920));
  g_auto(GStrv) ids = poster_preview_dup_looks (preview);

  g_assert_true (g_strv_contains ((const char * const *) ids, "story"));
  g_assert_true (g_strv_contains ((const char * const *) ids, "reel"));
  g_assert_true (g_strv_contains ((const char * const *) ids, "feed"));
  g_assert_cmpstr (poster_preview_get_look_name (preview, "story"), ==, "Story");
  g_object_set (preview, "look", "story", NULL);
  g_assert_cmpstr (poster_preview_get_shown_look (preview), ==, "story");
  g_object_set (preview, "look", NULL, NULL);
  g_assert_cmpstr (poster_preview_get_shown_look (preview), ==, "reel");
  /* Another platform has no such thing. */
  g_object_set (preview, "look", "story", NULL);
  poster_preview_set_platform (preview, poster_platforms_find (get_platforms (), "twitter"));
  g_assert_cmpstr (poster_preview_get_shown_look (preview), ==, "post");
  g_object_unref (preview);
}

static void
note_words (JsonNode   *node,
            GHashTable *used)
{
  static const char *const members[] = { "text", "more", "button", "badge", "label", "name" };

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        note_words (json_array_get_element (array, i), used);
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr(GList) nodes = json_object_get_values (object);
      JsonArray *tabs = poster_json_get_array (object, "tabs");

      for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
        if (poster_json_get_string (object, members[i]) != NULL)
          g_hash_table_add (used, (gpointer) poster_json_get_string (object, members[i]));
      for (guint i = 0; tabs != NULL && i < json_array_get_length (tabs); i++)
        g_hash_table_add (used, (gpointer) json_array_get_string_element (tabs, i));
      for (GList *l = nodes; l != NULL; l = l->next)
        note_words (l->data, used);
    }
}

static void
note_times (JsonNode   *node,
            GHashTable *used)
{
  g_autofree char *text = json_to_string (node, FALSE);

  if (strstr (text, "\"Just now\"") != NULL)
    g_hash_table_add (used, (gpointer) "Just now");
  if (strstr (text, "\"now\"") != NULL || strstr (text, "\"handle\"") != NULL)
    g_hash_table_add (used, (gpointer) "now");
}

/* Words of the data are out of xgettext's sight, so a table repeats them: both must agree. */
static void
test_words_are_offered (void)
{
  g_autoptr(GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);
  const char * const *words = poster_preview_words ();
  GHashTableIter iter;
  gpointer word;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (get_platforms ())); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (G_LIST_MODEL (get_platforms ()), i);
      g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);

      g_assert_nonnull (platform->preview);
      json_node_set_object (node, platform->preview);
      note_words (node, used);
      note_times (node, used);
    }
  g_hash_table_iter_init (&iter, used);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    if (!g_strv_contains (words, word))
      {
        g_test_message ("“%s” is not in poster-preview-words.c", (const char *) word);
        g_test_fail ();
      }
  for (guint i = 0; words[i] != NULL; i++)
    if (!g_hash_table_contains (used, words[i]))
      {
        g_test_message ("“%s” is in no look", words[i]);
        g_test_fail ();
      }
}

/* A whole that is the same but for one thing is drawn differently just where that thing is. */
static void
test_elements_are_where_the_data_say (void)
{
  PosterPreview *preview = preview_for ("tiktok", POSTER_POST_VIDEO, 1080, 1920);
  GtkWidget *window = app_test_show (GTK_WIDGET (preview), 300, 521);
  graphene_rect_t screen, words, rest;
  g_auto(Picture) with = render (GTK_WIDGET (preview));
  g_auto(Picture) without = { NULL };

  poster_preview_get_media (preview, &screen);
  g_assert_cmpfloat_with_epsilon (screen.size.width / 284, screen.size.height / 505, 0.02f);
  poster_preview_set_caption (preview, NULL);
  without = render (GTK_WIDGET (preview));
  /* From x 14 to 228 of 284, above the sound at 487 of 505. */
  words = GRAPHENE_RECT_INIT (screen.origin.x + 10, screen.origin.y + 400, 222, 90);
  rest = GRAPHENE_RECT_INIT (screen.origin.x, screen.origin.y, screen.size.width, 390);
  g_assert_cmpuint (count_differences (&with, &without, &words), >, 500);
  g_assert_cmpuint (count_differences (&with, &without, &rest), ==, 0);
  app_test_close (window);
}

static guint
count_bright (const Picture *picture,
              float          x,
              float          y,
              float          radius)
{
  guint n = 0;

  for (gsize row = (gsize) (y - radius); row < (gsize) (y + radius); row++)
    for (gsize column = (gsize) (x - radius); column < (gsize) (x + radius); column++)
      {
        const guint8 *pixel = picture->pixels + (row * picture->width + column) * 4;

        if (pixel[0] > 250 && pixel[1] > 250 && pixel[2] > 250)
          n++;
      }
  return n;
}

/* Every icon of every look for phones is where the data have it, and mirrored where one reads so. */
static void
test_icons_are_where_the_data_say (void)
{
  GtkWidget *bin = adw_bin_new ();
  GtkWidget *window = app_test_show (bin, 300, 521);

  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    for (int mirrored = 0; mirrored < 2; mirrored++)
      {
        PosterPreview *preview = preview_of (i);
        PosterPlatform *platform = poster_platforms_find (get_platforms (), looks[i].platform);
        JsonArray *all = poster_json_get_array (platform->preview, "looks");
        JsonArray *marks = NULL;
        graphene_rect_t screen;
        g_auto(Picture) picture = { NULL };
        guint n_icons = 0;

        for (guint j = 0; j < json_array_get_length (all); j++)
          if (g_strcmp0 (poster_preview_look_get_id (json_array_get_object_element (all, j)), looks[i].look) == 0)
            marks = poster_json_get_array (json_array_get_object_element (all, j), "marks");
        if (marks == NULL)
          {
            g_object_ref_sink (preview);
            g_object_unref (preview);
            continue;
          }
        gtk_widget_set_direction (GTK_WIDGET (preview), mirrored ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
        adw_bin_set_child (ADW_BIN (bin), GTK_WIDGET (preview));
        picture = render (GTK_WIDGET (preview));
        poster_preview_get_media (preview, &screen);
        for (guint j = 0; j < json_array_get_length (marks); j++)
          {
            JsonObject *mark = json_array_get_object_element (marks, j);
            float unit = screen.size.width / 284, x = (float) poster_json_get_double (mark, "x", 0);

            if (g_strcmp0 (poster_json_get_string (mark, "mark"), "icon") != 0)
              continue;
            x = mirrored ? 284 - x : x;
            g_test_message ("%s, %s at %g", looks[i].look, poster_json_get_string (mark, "icon"), (double) x);
            g_assert_cmpuint (count_bright (&picture, screen.origin.x + x * unit,
                                            screen.origin.y + (float) poster_json_get_double (mark, "y", 0) * unit,
                                            (float) poster_json_get_double (mark, "size", 0) * unit / 2), >, 6);
            n_icons++;
          }
        g_assert_cmpuint (n_icons, >, 0);
      }
  app_test_close (window);
}

static char *
lay_out (const char *text,
         guint       lines,
         guint       characters,
         const char *more)
{
  GtkWidget *label = g_object_ref_sink (gtk_label_new (NULL));
  const PosterPreviewCut cut = { .width = 300, .size = 14, .lines = lines, .characters = characters, .more = more };
  g_autoptr(PangoLayout) layout = NULL;
  PosterPreviewPen pen;
  char *shown;

  poster_preview_pen_init (&pen, label, 340);
  layout = poster_preview_caption_lay_out (&pen, text, &cut);
  if (lines > 0)
    g_assert_cmpint (pango_layout_get_line_count (layout), <=, (int) lines);
  shown = g_strdup (pango_layout_get_text (layout));
  poster_preview_pen_clear (&pen);
  g_object_unref (label);
  return shown;
}

/* Returns: what is in a colour of its own, "|" between */
static char *
dup_coloured (const char *text,
              const char *platform)
{
  g_autoptr(PosterPlatforms) platforms = poster_platforms_new (NULL);
  GtkWidget *label = g_object_ref_sink (gtk_label_new (NULL));
  const PosterPreviewCut cut = {
    .width = 300, .size = 14,
    .manner = platform != NULL ? &poster_platforms_find (platforms, platform)->manner : NULL,
  };
  g_autoptr(PangoLayout) layout = NULL;
  GString *found = g_string_new (NULL);
  PangoAttrIterator *iter;
  PosterPreviewPen pen;

  poster_preview_pen_init (&pen, label, 340);
  layout = poster_preview_caption_lay_out (&pen, text, &cut);
  iter = pango_attr_list_get_iterator (pango_layout_get_attributes (layout));
  do
    {
      int start, end;

      pango_attr_iterator_range (iter, &start, &end);
      if (pango_attr_iterator_get (iter, PANGO_ATTR_FOREGROUND) != NULL)
        g_string_append_printf (found, "%s%.*s", found->len > 0 ? "|" : "", end - start, text + start);
    }
  while (pango_attr_iterator_next (iter));
  pango_attr_iterator_destroy (iter);
  poster_preview_pen_clear (&pen);
  g_object_unref (label);
  return g_string_free (found, FALSE);
}

static void
test_captions_are_coloured (void)
{
  static const char text[] = "#slow-food by @the.slow-kitchen.example, @[The Kitchen](urn:li:organization:1)";
  g_autofree char *common = dup_coloured (text, NULL);
  g_autofree char *tiktok = dup_coloured (text, "tiktok");
  g_autofree char *bluesky = dup_coloured (text, "bluesky");
  g_autofree char *linkedin = dup_coloured (text, "linkedin");

  g_assert_cmpstr (common, ==, "#slow|@the.slow-kitchen.example");
  g_assert_cmpstr (tiktok, ==, "#slow|@the.slow");
  g_assert_cmpstr (bluesky, ==, "#slow-food|@the.slow-kitchen.example");
  g_assert_cmpstr (linkedin, ==, "#slow|@[The Kitchen](urn:li:organization:1)");
}

static void
test_captions_are_cut (void)
{
  g_autofree char *whole = lay_out (CAPTION, 0, 0, "more");
  g_autofree char *by_lines = lay_out (CAPTION, 2, 0, "more");
  g_autofree char *by_characters = lay_out (CAPTION, 3, 20, "See more");
  g_autofree char *same = lay_out ("exactly ten", 3, 11, "more");
  g_autofree char *family = lay_out ("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7" "abc", 3, 1, "more");
  g_autofree char *arabic = lay_out ("مرحبا بالعالم، هذا مقطع قصير عن المعكرونة", 1, 12, "more");
  g_autofree char *nothing = lay_out ("", 1, 5, "more");

  g_assert_cmpstr (whole, ==, CAPTION);
  g_assert_true (g_str_has_suffix (by_lines, "… more"));
  g_assert_true (g_str_has_prefix (by_lines, "Ten minutes, one pan"));
  g_assert_cmpstr (by_characters, ==, "Ten minutes, one pan… See more");
  g_assert_cmpstr (same, ==, "exactly ten");
  g_assert_cmpstr (family, ==, "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7… more");
  g_assert_true (g_utf8_validate (arabic, -1, NULL));
  g_assert_true (g_str_has_suffix (arabic, "… more"));
  g_assert_cmpstr (nothing, ==, "");
}

/* What is cut does not change what is drawn. */
static void
test_nobody_sees_what_is_cut (void)
{
  static const char *const platforms[] = { "instagram", "facebook", "linkedin", "threads", "googlebusiness" };

  for (gsize i = 0; i < G_N_ELEMENTS (platforms); i++)
    {
      PosterPreview *preview = preview_for (platforms[i], POSTER_POST_PHOTO, 1080, 1080);
      GtkWidget *window = app_test_show (GTK_WIDGET (preview), 400, 560);
      g_autofree char *begun = g_strnfill (300, 'a');
      g_autofree char *longer = g_strconcat (begun, " and more than anybody sees", NULL);
      g_auto(Picture) a = { NULL };
      g_auto(Picture) b = { NULL };

      g_test_message ("%s", platforms[i]);
      poster_preview_set_caption (preview, begun);
      a = render (GTK_WIDGET (preview));
      poster_preview_set_caption (preview, longer);
      b = render (GTK_WIDGET (preview));
      g_assert_cmpuint (count_differences (&a, &b, &GRAPHENE_RECT_INIT (0, 0, 400, 560)), ==, 0);
      app_test_close (window);
    }
}

/* A card has the picture in its own shape, as far as the platform takes that. */
static void
test_shapes (void)
{
  static const struct
  {
    const char *platform;
    int         width;
    int         height;
    float       shown;
  } cases[] = {
    { "instagram", 1080, 1350, 0.8f }, { "instagram", 1080, 1920, 0.8f }, { "instagram", 1600, 800, 1.91f },
    { "twitter", 1600, 900, 1.778f }, { "googlebusiness", 1000, 1000, 1.333f }, { "pinterest", 1000, 1500, 0.667f },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PosterPreview *preview = preview_for (cases[i].platform, POSTER_POST_PHOTO, cases[i].width, cases[i].height);
      GtkWidget *window = app_test_show (GTK_WIDGET (preview), 400, 640);
      graphene_rect_t media;

      poster_preview_get_media (preview, &media);
      g_assert_cmpfloat_with_epsilon (media.size.width / media.size.height, cases[i].shown, 0.01f);
      app_test_close (window);
    }
}

static GtkEventController *
find_controller (GtkWidget *widget,
                 GType      type)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (G_OBJECT_TYPE (controller) == type)
        return controller;
    }
  g_assert_not_reached ();
}

static gboolean
press (PosterPreview *preview,
       guint          key)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (find_controller (GTK_WIDGET (preview), GTK_TYPE_EVENT_CONTROLLER_KEY), "key-pressed", key, 0, 0, &handled);
  return handled;
}

static void
drag (PosterPreview *preview,
      double         by)
{
  g_signal_emit_by_name (find_controller (GTK_WIDGET (preview), GTK_TYPE_GESTURE_DRAG), "drag-end", by, 3.0);
}

static void
count_cb (PosterPreview *preview,
          GParamSpec    *pspec,
          guint         *n)
{
  (*n)++;
}

static void
test_turns (void)
{
  PosterPreview *preview = preview_for ("instagram", POSTER_POST_PHOTO, 1080, 1350);
  GtkWidget *window = app_test_show (GTK_WIDGET (preview), 400, 560);
  guint n_turned = 0;
  gboolean handled = FALSE;

  g_signal_connect (preview, "notify::index", G_CALLBACK (count_cb), &n_turned);
  g_assert_false (press (preview, GDK_KEY_Right));
  g_assert_false (gtk_widget_get_focusable (GTK_WIDGET (preview)));
  poster_preview_set_picture (preview, 0, 4);
  g_assert_true (gtk_widget_get_focusable (GTK_WIDGET (preview)));
  g_assert_true (press (preview, GDK_KEY_Right));
  g_assert_cmpuint (poster_preview_get_index (preview), ==, 1);
  g_assert_cmpuint (n_turned, ==, 1);
  g_assert_true (press (preview, GDK_KEY_End));
  g_assert_cmpuint (poster_preview_get_index (preview), ==, 3);
  press (preview, GDK_KEY_Right);
  g_assert_cmpuint (poster_preview_get_index (preview), ==, 3);
  g_assert_cmpuint (n_turned, ==, 2);
  press (preview, GDK_KEY_Left);
  g_assert_cmpuint (poster_preview_get_index (preview), ==, 2);
  press (preview, GDK_KEY_Home);
  g_assert_cmpuint (poster_preview_get_index (preview), ==, 0);
  g_assert_false (press (preview, GDK_KEY_a));
  drag (preview, -80);
  g_assert_cmpuint (poster_preview_get_index (preview), ==, 1);
  drag (preview, 20);
  g_assert_cmpuint (poster_preview_get_index (preview), ==, 1);
  drag (preview, 80);
  g_assert_cmpuint (poster_preview_get_index (preview), ==, 0);
  g_signal_emit_by_name (find_controller (GTK_WIDGET (preview), GTK_TYPE_EVENT_CONTROLLER_SCROLL), "scroll", 1.0, 0.0, &handled);
  g_assert_true (handled);
  g_assert_cmpuint (poster_preview_get_index (preview), ==, 1);
  gtk_widget_set_direction (GTK_WIDGET (preview), GTK_TEXT_DIR_RTL);
  press (preview, GDK_KEY_Left);
  g_assert_cmpuint (poster_preview_get_index (preview), ==, 2);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (preview), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Feed by @kitchen. Picture 3 of 4. Caption: " CAPTION);
  app_test_close (window);
}

/* A frame of a clip, a key that nobody wants and another size cost no layout. */
static void
test_frames_cost_no_layout (void)
{
  GtkWidget *bin = adw_bin_new ();
  GtkWidget *window = app_test_show (bin, 300, 521);

  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      PosterPreview *preview = preview_of (i);
      GdkPaintable *picture;
      guint n_builds, n_drawn;

      if (looks[i].width == 0)
        {
          g_object_ref_sink (preview);
          g_object_unref (preview);
          continue;
        }
      adw_bin_set_child (ADW_BIN (bin), GTK_WIDGET (preview));
      app_test_wait_frames (bin, 2);
      g_object_get (preview, "paintable", &picture, NULL);
      n_builds = poster_preview_get_n_builds (preview);
      n_drawn = TEST_PICTURE (picture)->n_drawn;
      for (int frame = 0; frame < 3; frame++)
        {
          gdk_paintable_invalidate_contents (picture);
          app_test_wait_frames (GTK_WIDGET (preview), 2);
        }
      g_assert_cmpuint (TEST_PICTURE (picture)->n_drawn, >=, n_drawn + 3);
      g_assert_cmpuint (poster_preview_get_n_builds (preview), ==, n_builds);
      gdk_paintable_invalidate_size (picture);
      app_test_resize (window, i % 2 == 0 ? 360 : 300, i % 2 == 0 ? 600 : 521);
      g_assert_cmpuint (poster_preview_get_n_builds (preview), ==, n_builds);
      poster_preview_set_caption (preview, "Another.");
      app_test_wait_frames (GTK_WIDGET (preview), 2);
      g_assert_cmpuint (poster_preview_get_n_builds (preview), ==, n_builds + 1);
      poster_preview_set_caption (preview, "Another.");
      app_test_wait_frames (GTK_WIDGET (preview), 2);
      g_assert_cmpuint (poster_preview_get_n_builds (preview), ==, n_builds + 1);
      g_object_unref (picture);
    }
  app_test_close (window);
}

static GskRenderNode *
draw_node (PosterPreview *preview)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (preview));
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (GTK_WIDGET (preview)),
                          gtk_widget_get_height (GTK_WIDGET (preview)));
  return gtk_snapshot_free_to_node (snapshot);
}

static gboolean
only_moves (GskRenderNode *node)
{
  return gsk_transform_get_category (gsk_transform_node_get_transform (node)) >= GSK_TRANSFORM_CATEGORY_2D_TRANSLATE;
}

/* What is drawn anew: GTK compares node by node, and does not look below one that scales. Either collects the
 * nodes, or counts those that were not there. */
static void
compare_nodes (GskRenderNode *node,
               GHashTable    *nodes,
               gboolean       collects,
               guint         *n_new)
{
  if (collects)
    g_hash_table_add (nodes, node);
  else if (g_hash_table_contains (nodes, node))
    return;
  switch ((int) gsk_render_node_get_node_type (node))
    {
    case GSK_CONTAINER_NODE:
      for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
        compare_nodes (gsk_container_node_get_child (node, i), nodes, collects, n_new);
      return;
    case GSK_ROUNDED_CLIP_NODE:
      compare_nodes (gsk_rounded_clip_node_get_child (node), nodes, collects, n_new);
      return;
    case GSK_CLIP_NODE:
      compare_nodes (gsk_clip_node_get_child (node), nodes, collects, n_new);
      return;
    case GSK_TRANSFORM_NODE:
      if (collects || only_moves (node) || g_hash_table_contains (nodes, gsk_transform_node_get_child (node)))
        {
          compare_nodes (gsk_transform_node_get_child (node), nodes, collects, n_new);
          return;
        }
      break;
    default:
      break;
    }
  if (!collects)
    (*n_new)++;
}

/* A letter more: of all that is on the page, and of the picture, only the words are drawn anew. */
static void
test_typing_draws_words (void)
{
  GtkWidget *bin = adw_bin_new ();
  GtkWidget *window = app_test_show (bin, 400, 600);

  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      PosterPreview *preview = preview_of (i);
      g_autoptr(GHashTable) nodes = g_hash_table_new (NULL, NULL);
      g_autoptr(GskRenderNode) before = NULL;
      g_autoptr(GskRenderNode) after = NULL;
      GdkPaintable *picture;
      guint n_all = 0, n_new = 0, n_drawn;

      adw_bin_set_child (ADW_BIN (bin), GTK_WIDGET (preview));
      poster_preview_set_safe_zones (preview, i % 2 == 0);
      poster_preview_set_caption (preview, "Pasta from one pan #past");
      app_test_wait_frames (GTK_WIDGET (preview), 2);
      g_object_get (preview, "paintable", &picture, NULL);
      n_drawn = picture != NULL ? TEST_PICTURE (picture)->n_drawn : 0;
      before = draw_node (preview);
      compare_nodes (before, nodes, FALSE, &n_all);
      g_assert_cmpuint (n_all, >=, 5);
      compare_nodes (before, nodes, TRUE, NULL);
      poster_preview_set_caption (preview, "Pasta from one pan #pasta");
      app_test_wait_frames (GTK_WIDGET (preview), 2);
      after = draw_node (preview);
      compare_nodes (after, nodes, FALSE, &n_new);
      g_test_message ("%s %s: %u of %u", looks[i].platform, looks[i].look, n_new, n_all);
      g_assert_cmpuint (n_new, <=, 1);
      if (picture != NULL)
        g_assert_cmpuint (TEST_PICTURE (picture)->n_drawn, ==, n_drawn);
      g_clear_object (&picture);
    }
  app_test_close (window);
}

/* Counts shadows; each must be in a clip that is no larger than itself. */
static void
count_shadows (GskRenderNode *node,
               GskRenderNode *parent,
               guint         *n)
{
  graphene_rect_t bounds;

  switch ((int) gsk_render_node_get_node_type (node))
    {
    case GSK_CONTAINER_NODE:
      for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
        count_shadows (gsk_container_node_get_child (node, i), node, n);
      break;
    case GSK_TRANSFORM_NODE:
      count_shadows (gsk_transform_node_get_child (node), node, n);
      break;
    case GSK_CLIP_NODE:
      count_shadows (gsk_clip_node_get_child (node), node, n);
      break;
    case GSK_ROUNDED_CLIP_NODE:
      count_shadows (gsk_rounded_clip_node_get_child (node), node, n);
      break;
    case GSK_SHADOW_NODE:
      gsk_render_node_get_bounds (node, &bounds);
      g_assert_true (gsk_render_node_get_node_type (parent) == GSK_CLIP_NODE);
      g_assert_true (graphene_rect_equal (gsk_clip_node_get_clip (parent), &bounds));
      (*n)++;
      break;
    default:
      break;
    }
}

/* Without GL, a shadow that is not clipped is blurred over all that is drawn anew. */
static void
test_shadows_are_small (void)
{
  PosterPreview *preview = preview_for ("tiktok", POSTER_POST_VIDEO, 1080, 1920);
  GtkWidget *window = app_test_show (GTK_WIDGET (preview), 300, 521);
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (preview));
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  guint n = 0;

  app_test_wait_frames (GTK_WIDGET (preview), 2);
  gdk_paintable_snapshot (paintable, snapshot, 300, 521);
  node = gtk_snapshot_to_node (snapshot);
  count_shadows (node, NULL, &n);
  g_assert_cmpuint (n, >=, 8);
  app_test_close (window);
}

static void
test_safe_zones (void)
{
  PosterPreview *preview = preview_for ("instagram", POSTER_POST_VIDEO, 1080, 1920);
  GtkWidget *window = app_test_show (GTK_WIDGET (preview), 300, 521);
  guint n_told = 0;
  graphene_rect_t screen, above, inside;
  g_auto(Picture) off = { NULL };
  g_auto(Picture) on = { NULL };

  g_signal_connect (preview, "notify::has-safe-zones", G_CALLBACK (count_cb), &n_told);
  g_assert_true (poster_preview_has_safe_zones (preview));
  poster_preview_get_media (preview, &screen);
  off = render (GTK_WIDGET (preview));
  poster_preview_set_safe_zones (preview, TRUE);
  on = render (GTK_WIDGET (preview));
  /* The top 14 percent are covered, and the middle is not. */
  above = GRAPHENE_RECT_INIT (screen.origin.x + 60, screen.origin.y + screen.size.height * 0.1f, 100, screen.size.height * 0.03f);
  inside = GRAPHENE_RECT_INIT (screen.origin.x + 60, screen.origin.y + screen.size.height * 0.3f, 100, 100);
  g_assert_cmpuint (count_differences (&off, &on, &above), >, 1000);
  g_assert_cmpuint (count_differences (&off, &on, &inside), ==, 0);
  poster_preview_set_look (preview, "feed");
  g_assert_cmpuint (n_told, ==, 1);
  g_assert_false (poster_preview_has_safe_zones (preview));
  poster_preview_set_platform (preview, poster_platforms_find (get_platforms (), "linkedin"));
  g_assert_false (poster_preview_has_safe_zones (preview));
  app_test_close (window);
}

/* Every figure of what is covered, and every cut, names where it is from. */
static void
assert_sources (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        assert_sources (json_array_get_element (array, i));
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr(GList) nodes = json_object_get_values (object);

      if (poster_json_get_object (object, "insets") != NULL)
        g_assert_nonnull (poster_json_get_string (poster_json_get_object (object, "insets"), "source"));
      if (json_object_has_member (object, "characters") || json_object_has_member (object, "more") ||
          json_object_has_member (object, "narrowest") || json_object_has_member (object, "longest"))
        g_assert_nonnull (poster_json_get_string (object, "source"));
      for (GList *l = nodes; l != NULL; l = l->next)
        assert_sources (l->data);
    }
}

static void
test_figures_have_sources (void)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (get_platforms ())); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (G_LIST_MODEL (get_platforms ()), i);
      g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);

      json_node_set_object (node, platform->preview);
      g_test_message ("%s", platform->key);
      assert_sources (node);
    }
}

static void
test_says_what_it_is (void)
{
  PosterPreview *preview = g_object_ref_sink (preview_for ("instagram", POSTER_POST_VIDEO, 1080, 1920));

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (preview), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (preview), GTK_ACCESSIBLE_PROPERTY_LABEL, "Preview on Instagram");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (preview), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Reel by @kitchen. Caption: " CAPTION);
  poster_preview_set_platform (preview, poster_platforms_find (get_platforms (), "bluesky"));
  poster_preview_set_kind (preview, POSTER_POST_TEXT);
  poster_preview_set_paintable (preview, NULL);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (preview), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Post by @kitchen. Text: " CAPTION);
  g_object_unref (preview);
}

/* A text alone has no picture, and an address in it becomes a card. */
static void
test_text_alone (void)
{
  PosterPreview *preview = preview_for ("twitter", POSTER_POST_TEXT, 0, 0);
  GtkWidget *window = app_test_show (GTK_WIDGET (preview), 400, 560);
  graphene_rect_t media;
  g_auto(Picture) plain = { NULL };
  g_auto(Picture) linked = { NULL };

  poster_preview_get_media (preview, &media);
  g_assert_cmpfloat (media.size.width, ==, 0);
  poster_preview_set_caption (preview, "Look: example.org/pasta");
  plain = render (GTK_WIDGET (preview));
  poster_preview_set_caption (preview, "Look: https://example.org/pasta");
  linked = render (GTK_WIDGET (preview));
  g_assert_cmpuint (count_differences (&plain, &linked, &GRAPHENE_RECT_INIT (0, 0, 400, 560)), >, 5000);
  app_test_save_picture (GTK_WIDGET (preview), "preview-text-and-link");
  app_test_close (window);
}

/* Light and dark follow the window's, without anybody's asking. */
static void
test_dark (void)
{
  PosterPreview *preview = preview_for ("twitter", POSTER_POST_TEXT, 0, 0);
  GtkWidget *window = app_test_show (GTK_WIDGET (preview), 400, 300);
  AdwStyleManager *style = adw_style_manager_get_default ();
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, 400, 300);
  g_auto(Picture) light = { NULL };
  g_auto(Picture) dark = { NULL };

  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_LIGHT);
  light = render (GTK_WIDGET (preview));
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  dark = render (GTK_WIDGET (preview));
  g_assert_cmpuint (count_differences (&light, &dark, &all), >, 20000);
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);
  app_test_close (window);
}

/* What there is to see before there is a picture, and when it cannot be read. */
static void
test_nothing_to_see_yet (void)
{
  static const char *const platforms[] = { "tiktok", "instagram", "pinterest", "twitter" };
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *window;

  for (gsize i = 0; i < G_N_ELEMENTS (platforms); i++)
    {
      PosterPreview *preview = preview_for (platforms[i], POSTER_POST_TEXT, 0, 0);

      gtk_widget_set_size_request (GTK_WIDGET (preview), 400, 540);
      poster_preview_set_caption (preview, i % 2 == 0 ? NULL : "See https://www.example.org/recipes/pasta?one=pan today.");
      gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (preview), (int) i, 0, 1, 1);
    }
  window = app_test_show (grid, 1600, 540);
  app_test_save_picture (grid, "looks-empty");
  app_test_close (window);
}

/* Captions of every kind, in every look. */
static void
test_any_text (void)
{
  const char *const captions[] = {
    "", " ", "\n\n\n\n", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "مرحبا بالعالم، هذا مقطع قصير عن المعكرونة وكيف نطبخها في البيت #مطبخ https://example.org",
    "One\nTwo\nThree\nFour\nFive", "https://", "@", "#",
  };
  g_autofree char *endless = g_strnfill (1000000, 'x');
  GtkWidget *bin = adw_bin_new ();
  GtkWidget *window = app_test_show (bin, 120, 200);

  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      PosterPreview *preview = preview_of (i);

      adw_bin_set_child (ADW_BIN (bin), GTK_WIDGET (preview));
      for (gsize j = 0; j < G_N_ELEMENTS (captions); j++)
        {
          poster_preview_set_caption (preview, captions[j]);
          poster_preview_set_title (preview, captions[j]);
          app_test_wait_frames (GTK_WIDGET (preview), 1);
        }
      poster_preview_set_caption (preview, endless);
      poster_preview_set_title (preview, endless);
      poster_preview_set_handle (preview, endless);
      poster_preview_set_picture (preview, 34, 35);
      poster_preview_set_safe_zones (preview, TRUE);
      app_test_wait_frames (GTK_WIDGET (preview), 2);
      poster_preview_set_caption (preview, NULL);
      poster_preview_set_title (preview, NULL);
      poster_preview_set_handle (preview, NULL);
      poster_preview_set_name (preview, NULL);
      poster_preview_set_paintable (preview, NULL);
      app_test_wait_frames (GTK_WIDGET (preview), 2);
    }
  app_test_close (window);
}

/* All looks side by side, to be looked at. */
static void
save_sheet (const char       *name,
            int               width,
            int               height,
            int               columns,
            GtkTextDirection  direction)
{
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *window;

  gtk_widget_add_css_class (grid, "preview-sheet");
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      PosterPreview *preview = preview_of (i);

      gtk_widget_set_size_request (GTK_WIDGET (preview), width, height);
      if (direction == GTK_TEXT_DIR_RTL)
        {
          gtk_widget_set_direction (GTK_WIDGET (preview), direction);
          poster_preview_set_caption (preview, "عشر دقائق ومقلاة واحدة، ولم يبق شيء في الوعاء قط. السر في ماء المعكرونة: احتفظ بكوب منه #معكرونة");
          poster_preview_set_name (preview, "المطبخ");
        }
      if (looks[i].kind == POSTER_POST_PHOTO && i % 3 != 0)
        poster_preview_set_picture (preview, 1, 4);
      poster_preview_set_safe_zones (preview, direction == GTK_TEXT_DIR_RTL && i % 2 == 0);
      gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (preview), (int) i % columns, (int) i / columns, 1, 1);
    }
  window = app_test_show (grid, width * columns, height);
  app_test_save_picture (grid, name);
  app_test_close (window);
}

static void
test_sheets (void)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  g_autoptr(GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_data (provider, ".preview-sheet { background-color: mix(@window_bg_color, @shade_color, 0.5); }", -1);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider), 900);
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_LIGHT);
  save_sheet ("looks-light", 400, 540, 6, GTK_TEXT_DIR_LTR);
  save_sheet ("looks-right-to-left", 400, 540, 6, GTK_TEXT_DIR_RTL);
  save_sheet ("looks-narrow", 152, 270, 12, GTK_TEXT_DIR_LTR);
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  save_sheet ("looks-dark", 400, 540, 6, GTK_TEXT_DIR_LTR);
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);
}

/* A look that the data have and nobody thought of is shown all the same. */
static void
test_new_platform_is_data (void)
{
  const char *json =
    "{ \"platforms\": [ { \"key\": \"new\", \"name\": \"New\", \"glyph\": \"poster-platform-tiktok-symbolic\", \"kinds\": [\"text\"],"
    "  \"preview\": { \"looks\": [ { \"id\": \"note\", \"name\": \"Post\", \"frame\": \"card\", \"kinds\": [\"text\"],"
    "    \"blocks\": [ { \"block\": \"author\", \"avatar\": 30, \"first\": [\"name\"] }, { \"block\": \"text\" }, { \"block\": \"unheard-of\" } ] } ] },"
    "  \"rules\": [] } ] }";
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPlatforms) platforms = poster_platforms_new_from_json (json, -1, &error);
  PosterPreview *preview = preview_for ("twitter", POSTER_POST_TEXT, 0, 0);
  GtkWidget *window;

  g_assert_no_error (error);
  poster_preview_set_platform (preview, poster_platforms_find (platforms, "new"));
  g_assert_cmpstr (poster_preview_get_shown_look (preview), ==, "note");
  window = app_test_show (GTK_WIDGET (preview), 400, 300);
  g_assert_false (is_phone (preview));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (preview), GTK_ACCESSIBLE_PROPERTY_LABEL, "Preview on New");
  app_test_close (window);
}

/* A list that counts who is asked for. */
#define TEST_TYPE_ALBUM (test_album_get_type ())
G_DECLARE_FINAL_TYPE (TestAlbum, test_album, TEST, ALBUM, GObject)

struct _TestAlbum
{
  GObject    parent_instance;

  GPtrArray *pictures;
  guint64    asked;  /* bit by bit */
};

static GType
test_album_get_item_type (GListModel *list)
{
  return GDK_TYPE_PAINTABLE;
}

static guint
test_album_get_n_items (GListModel *list)
{
  return TEST_ALBUM (list)->pictures->len;
}

static gpointer
test_album_get_item (GListModel *list,
                     guint       position)
{
  TestAlbum *self = TEST_ALBUM (list);

  if (position >= self->pictures->len)
    return NULL;
  self->asked |= G_GUINT64_CONSTANT (1) << position;
  return g_object_ref (g_ptr_array_index (self->pictures, position));
}

static void
album_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = test_album_get_item_type;
  iface->get_n_items = test_album_get_n_items;
  iface->get_item = test_album_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestAlbum, test_album, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, album_iface_init))

static void
test_album_finalize (GObject *object)
{
  g_ptr_array_unref (TEST_ALBUM (object)->pictures);
  G_OBJECT_CLASS (test_album_parent_class)->finalize (object);
}

static void
test_album_class_init (TestAlbumClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_album_finalize;
}

static void
test_album_init (TestAlbum *self)
{
  self->pictures = g_ptr_array_new_with_free_func (g_object_unref);
}

static TestAlbum *
album_new (guint n_pictures)
{
  TestAlbum *self = g_object_new (TEST_TYPE_ALBUM, NULL);

  for (guint i = 0; i < n_pictures; i++)
    g_ptr_array_add (self->pictures, picture_new (900 + (int) (i % 3) * 300, 1200));
  return self;
}

static guint
count_drawn (TestAlbum *album)
{
  guint n = 0;

  for (guint i = 0; i < album->pictures->len; i++)
    if (TEST_PICTURE (g_ptr_array_index (album->pictures, i))->n_drawn > 0)
      n++;
  return n;
}

/* How many a platform shows at once, and that it asks for no others. */
static void
test_grids (void)
{
  static const struct
  {
    const char *platform;
    guint       n_pictures;
    guint       n_shown;
    float       ratio;
  } cases[] = {
    { "twitter", 2, 2, 1.78f }, { "twitter", 3, 3, 1.78f }, { "twitter", 4, 4, 1.78f },
    { "bluesky", 2, 2, 2 }, { "bluesky", 3, 3, 1.5f }, { "bluesky", 4, 4, 1.5f },
    { "facebook", 2, 2, 1 }, { "facebook", 3, 3, 1 }, { "facebook", 4, 4, 1 }, { "facebook", 7, 5, 1.2f },
    { "linkedin", 9, 5, 1.2f }, { "telegram", 10, 10, 0.9f }, { "telegram", 7, 7, 1 },
    { "threads", 6, 2, 0 }, { "instagram", 6, 1, 0 }, { "tiktok", 35, 1, 0 }, { "twitter", 1, 1, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PosterPreview *preview = preview_for (cases[i].platform, POSTER_POST_PHOTO, 0, 0);
      g_autoptr(TestAlbum) album = album_new (cases[i].n_pictures);
      GtkWidget *window;
      graphene_rect_t media;
      g_autofree char *name = NULL;

      g_test_message ("%s, %u pictures", cases[i].platform, cases[i].n_pictures);
      poster_preview_set_pictures (preview, G_LIST_MODEL (album));
      window = app_test_show (GTK_WIDGET (preview), 400, 640);
      app_test_wait_frames (GTK_WIDGET (preview), 2);
      g_assert_cmpuint (count_drawn (album), ==, cases[i].n_shown);
      g_assert_cmpuint (album->asked, ==, (G_GUINT64_CONSTANT (1) << cases[i].n_shown) - 1);
      poster_preview_get_media (preview, &media);
      if (cases[i].ratio > 0)
        g_assert_cmpfloat_with_epsilon (media.size.width / media.size.height, cases[i].ratio, 0.01f);
      name = g_strdup_printf ("grid-%s-%u", cases[i].platform, cases[i].n_pictures);
      app_test_save_picture (GTK_WIDGET (preview), name);
      app_test_close (window);
    }
}

/* Returns: the colour of a pixel */
static guint32
pixel_at (const Picture *picture,
          float          x,
          float          y)
{
  guint32 pixel;

  memcpy (&pixel, picture->pixels + ((gsize) y * picture->width + (gsize) x) * 4, sizeof pixel);
  return pixel;
}

/* The outer corners are round, the inner ones are not; a click chooses; mirrored, the first is at the right. */
static void
test_grid_corners (void)
{
  PosterPreview *preview = preview_for ("twitter", POSTER_POST_PHOTO, 0, 0);
  g_autoptr(TestAlbum) album = album_new (4);
  GtkWidget *window;
  graphene_rect_t media;
  float middle, right, bottom;
  g_auto(Picture) picture = { NULL };
  guint32 ground;

  poster_preview_set_pictures (preview, G_LIST_MODEL (album));
  window = app_test_show (GTK_WIDGET (preview), 400, 640);
  picture = render (GTK_WIDGET (preview));
  poster_preview_get_media (preview, &media);
  middle = media.origin.x + media.size.width / 2;
  right = media.origin.x + media.size.width;
  bottom = media.origin.y + media.size.height;
  ground = pixel_at (&picture, media.origin.x + media.size.width / 2, media.origin.y - 4);
  g_assert_cmpuint (pixel_at (&picture, media.origin.x + 1, media.origin.y + 1), ==, ground);
  g_assert_cmpuint (pixel_at (&picture, right - 2, bottom - 2), ==, ground);
  g_assert_cmpuint (pixel_at (&picture, middle - 6, media.origin.y + 3), !=, ground);
  g_assert_cmpuint (pixel_at (&picture, middle, media.origin.y + 20), ==, ground);
  g_signal_emit_by_name (find_controller (GTK_WIDGET (preview), GTK_TYPE_GESTURE_CLICK), "released", 1,
                         (double) (right - 20), (double) (bottom - 20));
  g_assert_cmpuint (poster_preview_get_index (preview), ==, 3);
  gtk_widget_set_direction (GTK_WIDGET (preview), GTK_TEXT_DIR_RTL);
  app_test_wait_frames (GTK_WIDGET (preview), 2);
  poster_preview_get_media (preview, &media);
  g_signal_emit_by_name (find_controller (GTK_WIDGET (preview), GTK_TYPE_GESTURE_CLICK), "released", 1,
                         (double) (media.origin.x + media.size.width - 20), (double) (media.origin.y + 20));
  g_assert_cmpuint (poster_preview_get_index (preview), ==, 0);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (preview), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Post by @kitchen. 4 pictures. Caption: " CAPTION);
  app_test_close (window);
}

/* A row moves on to the last one, and says where one is. */
static void
test_strip (void)
{
  PosterPreview *preview = preview_for ("threads", POSTER_POST_PHOTO, 0, 0);
  g_autoptr(TestAlbum) album = album_new (3);
  GtkWidget *window;

  poster_preview_set_pictures (preview, G_LIST_MODEL (album));
  window = app_test_show (GTK_WIDGET (preview), 400, 640);
  app_test_wait_frames (GTK_WIDGET (preview), 2);
  g_assert_cmpuint (album->asked, ==, 3);
  g_assert_true (press (preview, GDK_KEY_End));
  app_test_wait_frames (GTK_WIDGET (preview), 2);
  g_assert_cmpuint (album->asked, ==, 7);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (preview), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Post by @kitchen. Picture 3 of 3. Caption: " CAPTION);
  app_test_save_picture (GTK_WIDGET (preview), "strip-last");
  app_test_close (window);
}

/* Pictures come and go while they are shown. */
static void
test_pictures_come_and_go (void)
{
  PosterPreview *preview = preview_for ("facebook", POSTER_POST_PHOTO, 0, 0);
  g_autoptr(GListStore) pictures = g_list_store_new (GDK_TYPE_PAINTABLE);
  g_autoptr(TestAlbum) album = album_new (6);
  g_autoptr(GdkPaintable) clip = picture_new (1080, 1920);
  GtkWidget *window;

  poster_preview_set_pictures (preview, G_LIST_MODEL (pictures));
  window = app_test_show (GTK_WIDGET (preview), 400, 640);
  for (guint i = 0; i < 6; i++)
    {
      g_list_store_append (pictures, g_ptr_array_index (album->pictures, i));
      app_test_wait_frames (GTK_WIDGET (preview), 1);
    }
  poster_preview_set_picture (preview, 5, 6);
  for (guint i = 6; i > 0; i--)
    {
      g_list_store_remove (pictures, 0);
      app_test_wait_frames (GTK_WIDGET (preview), 1);
      g_assert_cmpuint (poster_preview_get_index (preview), ==, i > 1 ? i - 2 : 0);
    }
  g_list_store_splice (pictures, 0, 0, album->pictures->pdata, 6);
  app_test_wait_frames (GTK_WIDGET (preview), 2);
  /* What is shown alone afterwards is still drawn when it changes. */
  poster_preview_set_pictures (preview, NULL);
  poster_preview_set_paintable (preview, clip);
  poster_preview_set_picture (preview, 0, 0);
  app_test_wait_frames (GTK_WIDGET (preview), 2);
  TEST_PICTURE (clip)->n_drawn = 0;
  gdk_paintable_invalidate_contents (clip);
  app_test_wait_frames (GTK_WIDGET (preview), 2);
  g_assert_cmpuint (TEST_PICTURE (clip)->n_drawn, >, 0);
  app_test_close (window);
}

/* Every platform that takes a text alone shows it, and an address in it as a card. */
static void
test_texts_alone (void)
{
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *window;
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (get_platforms ())); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (G_LIST_MODEL (get_platforms ()), i);
      PosterPreview *preview;
      g_autofree char *description = NULL;
      /* Google makes nothing of an address. */
      const char *link = g_str_equal (platform->key, "googlebusiness") ? "" : " Link to example.org.";

      if ((platform->kinds & POSTER_POST_KINDS (POSTER_POST_TEXT)) == 0)
        continue;
      preview = preview_for (platform->key, POSTER_POST_TEXT, 0, 0);
      poster_preview_set_caption (preview, "A recipe\nhttps://www.example.org/pasta?one=pan #pasta");
      description = g_strdup_printf ("%s by @kitchen.%s Text: A recipe\nhttps://www.example.org/pasta?one=pan #pasta",
                                     poster_preview_get_look_name (preview, poster_preview_get_shown_look (preview)), link);
      g_test_message ("%s", platform->key);
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (preview), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description);
      gtk_widget_set_size_request (GTK_WIDGET (preview), 400, 300);
      gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (preview), (int) n % 4, (int) n / 4, 1, 1);
      n++;
    }
  g_assert_cmpuint (n, >=, 7);
  window = app_test_show (grid, 1600, 600);
  for (GtkWidget *child = gtk_widget_get_first_child (grid); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      g_auto(Picture) with = render (child);
      g_auto(Picture) without = { NULL };

      poster_preview_set_caption (POSTER_PREVIEW (child), "A recipe\nhttps:/www.example.org/pasta?one=pan #pasta");
      without = render (child);
      if (n-- > 1)
        g_assert_cmpuint (count_differences (&with, &without, &GRAPHENE_RECT_INIT (0, 0, 400, 300)), >, 1000);
      poster_preview_set_caption (POSTER_PREVIEW (child), "A recipe\nhttps://www.example.org/pasta?one=pan #pasta");
    }
  app_test_save_picture (grid, "looks-text-alone");
  app_test_close (window);
}

/* Returns: where the first line of a caption begins and ends, as parts of the column's width */
static void
measure_line (const char       *text,
              GtkTextDirection  direction,
              double           *from,
              double           *to)
{
  GtkWidget *label = g_object_ref_sink (gtk_label_new (NULL));
  const PosterPreviewCut cut = { .width = 300, .size = 14, .lines = 3 };
  g_autoptr(PangoLayout) layout = NULL;
  PosterPreviewPen pen;
  PangoLayoutIter *iter;
  PangoRectangle line;

  gtk_widget_set_direction (label, direction);
  poster_preview_pen_init (&pen, label, 340);
  layout = poster_preview_caption_lay_out (&pen, text, &cut);
  iter = pango_layout_get_iter (layout);
  pango_layout_iter_get_line_extents (iter, NULL, &line);
  *from = (double) line.x / PANGO_SCALE / 300;
  *to = (double) (line.x + line.width) / PANGO_SCALE / 300;
  pango_layout_iter_free (iter);
  poster_preview_pen_clear (&pen);
  g_object_unref (label);
}

/* A text stands where it begins, whichever way the desktop reads. */
static void
test_direction_of_captions (void)
{
  static const char *const rightwards[] = { "Pasta", "#pasta" }, *const leftwards[] = { "مرحبا", "שלום עולם" };

  for (int mirrored = 0; mirrored < 2; mirrored++)
    for (gsize i = 0; i < 2; i++)
      {
        GtkTextDirection direction = mirrored ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR;
        double from, to;

        measure_line (rightwards[i], direction, &from, &to);
        g_assert_cmpfloat (from, <, 0.05);
        measure_line (leftwards[i], direction, &from, &to);
        g_assert_cmpfloat (to, >, 0.95);
      }
}

/* Nothing is faint for those who ask for that; libadwaita is asked once, when a program begins. */
static void
test_high_contrast (void)
{
  GtkWidget *label;
  PosterPreviewPen pen;

  if (!g_test_subprocess ())
    {
      g_setenv ("ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
      g_test_trap_subprocess (NULL, 0, 0);
      g_unsetenv ("ADW_DEBUG_HIGH_CONTRAST");
      g_test_trap_assert_passed ();
      label = g_object_ref_sink (gtk_label_new (NULL));
      poster_preview_pen_init (&pen, label, 340);
      g_assert_cmpfloat (pen.line.alpha, <, 0.2f);
      poster_preview_pen_clear (&pen);
      g_object_unref (label);
      return;
    }
  label = g_object_ref_sink (gtk_label_new (NULL));
  poster_preview_pen_init (&pen, label, 340);
  g_assert_true (pen.is_high_contrast);
  g_assert_cmpfloat (pen.line.alpha, >=, 0.5f);
  g_assert_cmpfloat (pen.dim.alpha, >=, 0.85f);
  poster_preview_pen_clear (&pen);
  g_object_unref (label);
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);

  g_test_add_func ("/looks/follow-from-the-post", test_follows_from_the_post);
  g_test_add_func ("/looks/every-platform-has-some", test_every_platform_has_looks);
  g_test_add_func ("/looks/somebody-chooses", test_somebody_chooses);
  g_test_add_func ("/looks/words-are-offered-to-translators", test_words_are_offered);
  g_test_add_func ("/looks/figures-have-sources", test_figures_have_sources);
  g_test_add_func ("/looks/a-new-platform-is-data", test_new_platform_is_data);
  g_test_add_func ("/looks/elements-are-where-the-data-say", test_elements_are_where_the_data_say);
  g_test_add_func ("/looks/icons-are-where-the-data-say", test_icons_are_where_the_data_say);
  g_test_add_func ("/looks/captions-are-cut", test_captions_are_cut);
  g_test_add_func ("/looks/captions-are-coloured-as-the-platform-reads-them", test_captions_are_coloured);
  g_test_add_func ("/looks/nobody-sees-what-is-cut", test_nobody_sees_what_is_cut);
  g_test_add_func ("/looks/shapes-of-pictures", test_shapes);
  g_test_add_func ("/looks/turning-to-another-picture", test_turns);
  g_test_add_func ("/looks/a-frame-costs-no-layout", test_frames_cost_no_layout);
  g_test_add_func ("/looks/typing-draws-the-words-alone", test_typing_draws_words);
  g_test_add_func ("/looks/shadows-cost-no-more-than-they-show", test_shadows_are_small);
  g_test_add_func ("/looks/safe-zones", test_safe_zones);
  g_test_add_func ("/looks/say-what-they-are", test_says_what_it_is);
  g_test_add_func ("/looks/text-alone", test_text_alone);
  g_test_add_func ("/looks/light-and-dark", test_dark);
  g_test_add_func ("/looks/nothing-to-see-yet", test_nothing_to_see_yet);
  g_test_add_func ("/looks/any-text", test_any_text);
  g_test_add_func ("/looks/several-pictures-at-once", test_grids);
  g_test_add_func ("/looks/corners-of-several-pictures", test_grid_corners);
  g_test_add_func ("/looks/a-row-of-pictures", test_strip);
  g_test_add_func ("/looks/pictures-come-and-go", test_pictures_come_and_go);
  g_test_add_func ("/looks/texts-alone", test_texts_alone);
  g_test_add_func ("/looks/captions-stand-where-they-begin", test_direction_of_captions);
  g_test_add_func ("/looks/high-contrast", test_high_contrast);
  g_test_add_func ("/looks/sheets", test_sheets);

  return g_test_run ();
}
