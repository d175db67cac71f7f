/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli-fixture.h"
#include "poster-json.h"

static JsonObject *
only_file (JsonObject *document)
{
  JsonArray *files = poster_json_get_array (document, "files");

  g_assert_nonnull (files);
  g_assert_cmpuint (json_array_get_length (files), ==, 1);
  return json_array_get_object_element (files, 0);
}

static gboolean
has_finding (JsonObject *json,
             const char *severity)
{
  JsonArray *findings = poster_json_get_array (json, "findings");

  g_assert_nonnull (findings);
  for (guint i = 0; i < json_array_get_length (findings); i++)
    {
      JsonObject *finding = json_array_get_object_element (findings, i);

      g_assert_nonnull (poster_json_get_string (finding, "platform"));
      g_assert_nonnull (poster_json_get_string (finding, "rule"));
      g_assert_nonnull (poster_json_get_string (finding, "message"));
      g_assert_true (json_object_has_member (finding, "measured"));
      g_assert_true (json_object_has_member (finding, "allowed"));
      g_assert_true (json_object_has_member (finding, "fix"));
      if (g_strcmp0 (poster_json_get_string (finding, "severity"), severity) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
test_good (Cli           *cli,
           gconstpointer  data)
{
  g_autoptr(JsonObject) document = NULL;
  g_autofree char *uri = g_filename_to_uri (cli->clip, NULL, NULL);
  JsonObject *file;

  cli_assert_done (cli, cli_run (cli, "check", cli->clip, "--platform", "tiktok", "--caption", "Hello #world", "--json", NULL));
  document = cli_json (cli);
  file = only_file (document);
  g_assert_cmpstr (poster_json_get_string (file, "file"), ==, cli->clip);
  g_assert_cmpstr (poster_json_get_string (file, "uri"), ==, uri);
  g_assert_cmpstr (poster_json_get_string (file, "type"), ==, "video");
  g_assert_cmpstr (poster_json_get_string (file, "container"), ==, "mp4");
  g_assert_cmpint (poster_json_get_int (file, "width", 0), ==, 360);
  g_assert_cmpint (poster_json_get_int (file, "height", 0), ==, 640);
  g_assert_cmpint (poster_json_get_int (file, "rotation", -1), ==, 0);
  g_assert_cmpfloat_with_epsilon (poster_json_get_double (file, "frameRate", 0), 30, 0.01);
  g_assert_cmpfloat_with_epsilon (poster_json_get_double (file, "duration", 0), 3.2, 0.1);
  g_assert_cmpstr (poster_json_get_string (file, "videoCodec"), ==, "h264");
  g_assert_cmpstr (poster_json_get_string (file, "audioCodec"), ==, "aac");
  g_assert_cmpint (poster_json_get_int (file, "audioBitrate", 0), >, 100000);
  g_assert_cmpint (poster_json_get_int (file, "size", 0), >, 1000);
  g_assert_false (has_finding (file, "error"));
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (document, "findings")), ==, 0);

  /* Nothing was needed but the file. */
  g_assert_false (g_file_test (cli->data_dir, G_FILE_TEST_EXISTS));

  cli_assert_done (cli, cli_run (cli, "check", cli->clip, "--platform", "tiktok", NULL));
  g_assert_nonnull (strstr (cli->out, "360 × 640"));
}

static void
assert_unreadable (Cli        *cli,
                   const char *path)
{
  g_autoptr(JsonObject) document = NULL;
  JsonObject *file;

  g_assert_cmpint (cli_run (cli, "check", path, "--platform", "tiktok", "--json", NULL), ==, 1);
  document = cli_json (cli);
  file = only_file (document);
  g_assert_cmpstr (poster_json_get_string (file, "type"), ==, "unreadable");
  g_assert_true (has_finding (file, "error"));
}

static void
test_not_a_video (Cli           *cli,
                  gconstpointer  data)
{
  g_autofree char *text = cli_file (cli, "notes.mp4", "These are notes, whatever the name says.\n", -1);
  g_autofree char *empty = cli_file (cli, "empty.mp4", "", 0);
  g_autofree char *bytes = NULL;
  g_autofree char *cut = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (cli->clip, &bytes, &length, NULL));
  cut = cli_file (cli, "cut.mp4", bytes, 600);
  assert_unreadable (cli, text);
  assert_unreadable (cli, empty);
  assert_unreadable (cli, cut);
}

static void
test_sparse (Cli           *cli,
             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (cli->dir, "huge.mp4", NULL);
  int fd = g_open (path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  if (ftruncate (fd, G_GINT64_CONSTANT (4) << 30) != 0)
    {
      g_test_skip (g_strerror (errno));
      close (fd);
      return;
    }
  close (fd);
  assert_unreadable (cli, path);
}

static void
test_not_there (Cli           *cli,
                gconstpointer  data)
{
  g_autoptr(JsonObject) document = NULL;
  g_autofree char *secret = cli_file (cli, "secret.mp4", "x", 1);
  guint complaints = 2;

  /* The others are still checked. */
  g_assert_cmpint (cli_run (cli, "check", "gone.mp4", cli->dir, cli->clip, "--platform", "tiktok", "--json", NULL), ==, 1);
  document = cli_json (cli);
  only_file (document);
  g_assert_cmpuint (cli_count_lines (cli->err, "late-poster: "), ==, complaints);
  g_assert_nonnull (strstr (cli->err, "gone.mp4"));
  g_assert_nonnull (strstr (cli->err, "is a folder"));

  g_chmod (secret, 0000);
  if (g_access (secret, R_OK) == 0)
    return;  /* to root every file is open */
  g_assert_cmpint (cli_run (cli, "check", secret, "--platform", "tiktok", "--json", NULL), ==, 1);
  g_assert_nonnull (strstr (cli->err, "permissions"));
}

static void
test_odd_names (Cli           *cli,
                gconstpointer  data)
{
  const char *names[] = { "two\nlines.mp4", "M\xfcll.mp4", "per%cent #1?.mp4", "clip:1.mp4", "-dash.mp4", "@at.mp4" };
  const char *shown[] = { "two\nlines.mp4", "M\xef\xbf\xbdll.mp4", "per%cent #1?.mp4", "clip:1.mp4", "-dash.mp4", "@at.mp4" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (cli->dir, names[i], NULL);
      g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
      g_autoptr(JsonObject) document = NULL;
      JsonObject *file;

      g_assert_cmpint (symlink (cli->clip, path), ==, 0);
      cli_assert_done (cli, cli_run (cli, "check", "--platform", "tiktok", "--json", "--", names[i], NULL));
      document = cli_json (cli);
      file = only_file (document);
      g_assert_cmpstr (poster_json_get_string (file, "file"), ==, shown[i]);
      g_assert_cmpstr (poster_json_get_string (file, "uri"), ==, uri);

      /* For people a name stays on its line. */
      cli_assert_done (cli, cli_run (cli, "check", "--platform", "tiktok", "--", names[i], NULL));
      g_assert_true (g_utf8_validate (cli->out, -1, NULL));
      g_assert_cmpuint (cli_count_lines (cli->out, ".mp4"), ==, 1);
    }
}

static void
test_long_caption (Cli           *cli,
                   gconstpointer  data)
{
  g_autofree char *caption = g_strnfill (100000, 'x');
  g_autoptr(JsonObject) document = NULL;

  g_assert_cmpint (cli_run (cli, "check", cli->clip, "--platform", "tiktok", "--caption", caption, "--json", NULL), ==, 1);
  document = cli_json (cli);
  g_assert_false (has_finding (only_file (document), "error"));
  g_assert_true (has_finding (document, "error"));
  g_assert_nonnull (strstr (cli->out, "100000"));
}

static void
test_too_many_hashtags (Cli           *cli,
                        gconstpointer  data)
{
  g_autoptr(GString) caption = g_string_new ("Pasta");
  g_autoptr(JsonObject) document = NULL;

  for (guint i = 0; i < 31; i++)
    g_string_append_printf (caption, " #a%u", i);
  g_assert_cmpint (cli_run (cli, "check", cli->clip, "--platform", "instagram", "--caption", caption->str, "--json", NULL), ==, 1);
  document = cli_json (cli);
  g_assert_false (has_finding (only_file (document), "error"));
  g_assert_true (has_finding (document, "error"));
  g_assert_nonnull (strstr (cli->out, "hashtag-count"));
  g_assert_nonnull (strstr (cli->out, "31 hashtags; Instagram takes up to 30 in a post. Take 1 out."));

  /* Where nobody counts them, none is too many. */
  cli_assert_done (cli, cli_run (cli, "check", cli->clip, "--platform", "facebook", "--caption", caption->str, NULL));
  g_assert_null (strstr (cli->out, "hashtag"));
}

static void
test_caption_in_any_locale (Cli           *cli,
                            gconstpointer  data)
{
  cli_set_env (cli, "LC_ALL", "C");
  cli_assert_done (cli, cli_run (cli, "check", cli->clip, "--platform", "tiktok", "--caption", "Grüße 👋", "--json", NULL));
  g_assert_cmpint (cli_run (cli, "check", cli->clip, "--caption", "\xff\xfe", NULL), ==, 2);
  g_assert_nonnull (strstr (cli->err, "UTF-8"));
}

/* A story is another thing than a post; options are written as for a post. */
static void
test_kind_of_post (Cli           *cli,
                   gconstpointer  data)
{
  cli_assert_done (cli, cli_run (cli, "check", cli->clip, cli->clip, "--platform", "instagram", NULL));
  g_assert_cmpint (cli_run (cli, "check", cli->clip, cli->clip, "--platform", "instagram",
                            "--option", "instagram.contentType=story", NULL), ==, 1);
  g_assert_nonnull (strstr (cli->out, "2 files; Instagram takes up to 1 in a post."));
  g_assert_cmpint (cli_run (cli, "check", cli->clip, "--platform", "instagram",
                            "--option", "instagram.collaborators=a,@b,c,d", NULL), ==, 1);
  g_assert_nonnull (strstr (cli->out, "“collaborators” has 4; Instagram takes up to 3. Take some out."));
  cli_assert_done (cli, cli_run (cli, "check", cli->clip, "--platform", "instagram",
                                 "--option", "content_type=story", "--option", "trialParams.graduationStrategy=none", NULL));
  cli_assert_refused (cli, cli_run (cli, "check", cli->clip, "--option", "myspace.mood=good", NULL), 2, "myspace");
}

static void
test_unknown_platform (Cli           *cli,
                       gconstpointer  data)
{
  g_autoptr(JsonObject) document = NULL;

  g_assert_cmpint (cli_run (cli, "check", cli->clip, "--platform", "myspace", "--platform", "tiktok", "--json", NULL), ==, 1);
  g_assert_cmpuint (cli_count_lines (cli->err, "late-poster: “myspace”"), ==, 1);
  document = cli_json (cli);
  only_file (document);
}

static void
test_together (Cli           *cli,
               gconstpointer  data)
{
  g_autoptr(JsonObject) document = NULL;

  /* One video a post: two are too many, though each is fine. */
  g_assert_cmpint (cli_run (cli, "check", cli->clip, cli->clip, "--platform", "tiktok", "--json", NULL), ==, 1);
  document = cli_json (cli);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (document, "files")), ==, 2);
  g_assert_true (has_finding (document, "error"));
}

/* The clip fits; shortened, it is made anew, and still fits. */
static void
test_convert (Cli           *cli,
              gconstpointer  data)
{
  g_autofree char *target = g_build_filename (cli->dir, "converted.mp4", NULL);
  g_autoptr(JsonObject) copied = NULL;
  g_autoptr(JsonObject) trimmed = NULL;

  cli_assert_done (cli, cli_run (cli, "convert", cli->clip, "-o", target, "--platform", "tiktok", "--json", NULL));
  copied = cli_json (cli);
  g_assert_cmpstr (poster_json_get_string (copied, "depth"), ==, "nothing");
  g_assert_true (g_file_test (target, G_FILE_TEST_IS_REGULAR));

  cli_assert_done (cli, cli_run (cli, "convert", cli->clip, "-o", target, "--platform", "tiktok", "--trim", "0:00.1-3.1", "--json", NULL));
  trimmed = cli_json (cli);
  g_assert_cmpstr (poster_json_get_string (trimmed, "depth"), ==, "picture");
  g_assert_cmpfloat_with_epsilon (poster_json_get_double (poster_json_get_object (trimmed, "result"), "duration", 0), 3, 0.06);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (trimmed, "findings")), ==, 0);
}

static void
test_convert_refused (Cli           *cli,
                      gconstpointer  data)
{
  g_autofree char *target = g_build_filename (cli->dir, "converted.mp4", NULL);
  g_autofree char *text = cli_file (cli, "text.mp4", "no clip at all", -1);

  cli_assert_refused (cli, cli_run (cli, "convert", cli->clip, "--platform", "tiktok", NULL), 2, "-o");
  cli_assert_refused (cli, cli_run (cli, "convert", cli->clip, "-o", cli->clip, "--platform", "tiktok", NULL), 2, "original");
  cli_assert_refused (cli, cli_run (cli, "convert", cli->clip, "-o", target, "--platform", "tiktok", "--fit", "stretch", NULL), 2, "stretch");
  cli_assert_refused (cli, cli_run (cli, "convert", cli->clip, "-o", target, "--platform", "tiktok", "--trim", "5-2", NULL), 2, "5-2");
  cli_assert_refused (cli, cli_run (cli, "convert", cli->clip, "-o", target, "--platform", "tiktok", "--max-size", "much", NULL), 2, "much");
  cli_assert_refused (cli, cli_run (cli, "convert", cli->clip, "-o", target, "--platform", "myspace", NULL), 1, "myspace");
  cli_assert_refused (cli, cli_run (cli, "convert", cli->clip, "-o", target, "--platform", "tiktok", "--trim", "60-", NULL), 1, "nothing would be left");
  cli_assert_refused (cli, cli_run (cli, "convert", text, "-o", target, "--platform", "tiktok", NULL), 1, "neither a clip nor a picture");
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Cli, NULL, cli_set_up, func, cli_tear_down)
  ADD ("/check/a-good-clip-is-fine", test_good);
  ADD ("/check/what-is-no-video-is-unreadable", test_not_a_video);
  ADD ("/check/a-sparse-file-of-4-gb", test_sparse);
  ADD ("/check/what-is-not-there-is-told-and-the-rest-checked", test_not_there);
  ADD ("/check/odd-names", test_odd_names);
  ADD ("/check/a-caption-of-100000-characters", test_long_caption);
  ADD ("/check/too-many-hashtags", test_too_many_hashtags);
  ADD ("/check/captions-are-utf-8-in-any-locale", test_caption_in_any_locale);
  ADD ("/check/a-story-is-not-a-post", test_kind_of_post);
  ADD ("/check/an-unknown-platform-is-told", test_unknown_platform);
  ADD ("/check/files-together", test_together);
  ADD ("/convert/touches-no-more-than-it-must", test_convert);
  ADD ("/convert/says-why-not", test_convert_refused);
  return g_test_run ();
}
