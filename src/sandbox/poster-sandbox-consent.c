/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-private.h"

#include "poster-json.h"

#include <string.h>

#define HEAD \
  "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">" \
  "<meta name=\"viewport\" content=\"width=device-width\"><title>%s</title><style>" \
  "body{font:1rem/1.5 system-ui,sans-serif;max-width:28rem;margin:3rem auto;padding:0 1rem}" \
  "fieldset{margin:1rem 0}label{display:block}button{font:inherit;padding:.4rem 1.2rem}" \
  "</style></head><body><main><h1>%s</h1>\n"
#define FOOT "</main></body></html>\n"

/* Returns: (transfer full): the page that TikTok shows instead of the consent page, naming what
 * is wrong with the request */
char *
poster_sandbox_error_page (const char *what)
{
  g_autofree char *escaped = g_markup_escape_text (what, -1);

  return g_strdup_printf (HEAD "<p>This request cannot be answered: %s</p>" FOOT, "Something went wrong",
                          "Something went wrong", escaped);
}

/* Returns: (transfer full): where a person decides, in the sandbox, what an app may do */
char *
poster_sandbox_consent_page (PosterSandbox *self,
                             GHashTable    *query)
{
  g_autoptr(JsonArray) users = poster_sandbox_dup_users (self);
  g_auto(GStrv) scopes = g_strsplit (g_hash_table_lookup (query, "scope"), ",", -1);
  GString *page = g_string_new (NULL);
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_string_append_printf (page, HEAD "<p>This is practice: nothing leaves this computer.</p>"
                          "<form method=\"get\" action=\"/v2/auth/authorize/\">\n",
                          "Practice sign-in", "Practice sign-in");
  g_hash_table_iter_init (&iter, query);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_autofree char *text = NULL;

      if (g_str_has_prefix (name, "sandbox_"))
        continue;
      text = g_markup_printf_escaped ("<input type=\"hidden\" name=\"%s\" value=\"%s\">\n", (const char *) name,
                                      (const char *) value);
      g_string_append (page, text);
    }

  g_string_append (page, "<label>User <input name=\"sandbox_user\" list=\"users\" autofocus"
                         " placeholder=\"a new one\"></label><datalist id=\"users\">");
  for (guint i = 0; i < json_array_get_length (users); i++)
    {
      JsonObject *user = json_array_get_object_element (users, i);
      g_autofree char *text = g_markup_printf_escaped ("<option value=\"%s\">", poster_json_get_string (user, "handle"));

      g_string_append (page, text);
    }
  g_string_append (page, "</datalist>\n<fieldset><legend>Allow</legend>\n"
                         "<input type=\"hidden\" name=\"sandbox_scopes\" value=\"user.info.basic\">\n");
  for (int i = 0; scopes[i] != NULL; i++)
    {
      g_autofree char *text =
        g_markup_printf_escaped ("<label><input type=\"checkbox\" name=\"sandbox_scopes\" value=\"%s\" checked> %s</label>\n",
                                 scopes[i], scopes[i]);

      g_string_append (page, text);
    }
  g_string_append (page, "</fieldset>\n<button name=\"sandbox_decision\" value=\"allow\">Allow</button>\n"
                         "<button name=\"sandbox_decision\" value=\"deny\">Cancel</button>\n</form>\n" FOOT);
  return g_string_free (page, FALSE);
}
