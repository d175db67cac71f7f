/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gst/gst.h>

/* media-maker FILE PIPELINE: runs a pipeline whose filesink `out` writes FILE. Exit status 77:
 * an element is not installed here. */
int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) pipeline = NULL;
  g_autoptr(GstElement) out = NULL;
  g_autoptr(GstBus) bus = NULL;
  g_autoptr(GstMessage) message = NULL;

  gst_init (NULL, NULL);
  g_assert_cmpint (argc, ==, 3);
  pipeline = gst_parse_launch (argv[2], &error);
  if (g_error_matches (error, GST_PARSE_ERROR, GST_PARSE_ERROR_NO_SUCH_ELEMENT))
    return 77;
  g_assert_no_error (error);
  out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  g_object_set (out, "location", argv[1], NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  bus = gst_element_get_bus (pipeline);
  message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    {
      gst_message_parse_error (message, &error, NULL);
      g_printerr ("%s\n", error->message);
      return 1;
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return 0;
}
