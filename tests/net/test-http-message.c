/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-http-message.h"

#include "poster-error.h"
#include "poster-test-async.h"
#include "poster-test-clock.h"

static void
test_addresses_stay_as_they_are (void)
{
  const char *urls[] = {
    "https://upload.example.org/video/?upload_id=7300000000000000001&upload_token=a%2db%7Ec%2F%2f*!",
    "http://127.0.0.1:8080/a%2Db//c/./d?",
    "http://[::1]:81/x",
    "https://upload.example.org/?x=/?/?",
  };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(SoupMessage) message = poster_http_message_new ("PUT", urls[i], &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = g_uri_to_string (soup_message_get_uri (message));
      g_assert_cmpstr (text, ==, urls[i]);
    }
}

static void
test_what_is_no_address_is_refused (void)
{
  const char *urls[] = {
    "", "x", "/path", "ftp://example.org/x", "file:///etc/passwd", "http://", "http:///path", "data:text/plain,x",
    "http://example.org/a b", "http://example.org/x\r\nHost: evil", "http://example.org/\xff",
    "http://example.org:99999/", "http://exa mple.org/SECRET",
  };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(SoupMessage) message = poster_http_message_new ("PUT", urls[i], &error);

      g_test_message ("%s", urls[i]);
      g_assert_null (message);
      g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
      g_assert_null (strstr (error->message, "SECRET"));
    }
}

static void
test_retry_after_in_both_forms (void)
{
  /* 2026-12-24T17:00:00Z */
  g_autoptr(PosterTestClock) clock = poster_test_clock_new (G_GINT64_CONSTANT (1798131600000000));
  const struct
  {
    const char *value;
    gint64      seconds;
  } cases[] = {
    { "120", 120 }, { "0", 0 }, { "Thu, 24 Dec 2026 17:01:30 GMT", 90 }, { "Thu, 24 Dec 2026 16:00:00 GMT", 0 },
    { "Thursday, 24-Dec-26 17:00:10 GMT", 10 }, { "4000000000", 86400 }, { "Fri, 24 Dec 2027 17:01:30 GMT", 86400 },
    { "soon", -1 }, { "-5", -1 }, { "1.5", -1 }, { "", -1 }, { "99999999999999999999", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
      gint64 answer_us;

      g_test_message ("%s", cases[i].value);
      soup_message_headers_append (headers, "Retry-After", cases[i].value);
      answer_us = poster_http_get_retry_after_us (headers, POSTER_CLOCK (clock));
      g_assert_cmpint (answer_us, ==, cases[i].seconds < 0 ? -1 : cases[i].seconds * G_USEC_PER_SEC);
      soup_message_headers_unref (headers);
    }
}

static void
test_reading_is_bounded (void)
{
  g_autoptr(GBytes) data = g_bytes_new_take (g_strnfill (100000, 'x'), 100000);

  for (gsize limit = 99999; limit <= 100001; limit++)
    {
      g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_bytes (data);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(GError) error = NULL;

      poster_http_read_bounded_async (stream, limit, NULL, poster_test_keep_result_cb, &result);
      bytes = poster_http_read_bounded_finish (stream, poster_test_await (&result), &error);
      if (limit < 100000)
        {
          g_assert_error (error, POSTER_ERROR, POSTER_ERROR_SERVICE);
          g_assert_cmpstr (poster_error_get_code (error), ==, "answer_too_large");
        }
      else
        {
          g_assert_no_error (error);
          g_assert_true (g_bytes_equal (bytes, data));
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-message/addresses-stay-as-they-are", test_addresses_stay_as_they_are);
  g_test_add_func ("/http-message/what-is-no-address-is-refused", test_what_is_no_address_is_refused);
  g_test_add_func ("/http-message/retry-after-in-both-forms", test_retry_after_in_both_forms);
  g_test_add_func ("/http-message/reading-is-bounded", test_reading_is_bounded);
  return g_test_run ();
}
