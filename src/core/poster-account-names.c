/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-account-names"

#include "poster-account-names.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-error.h"

/**
 * poster_accounts_find:
 * @accounts: (element-type PosterAccount): the accounts there are
 * @name: what somebody wrote: an id, or a handle with or without the @, perhaps behind the platform
 *   where several have the same: `instagram:@kitchen`
 * @error: %POSTER_ERROR_NOT_FOUND, %POSTER_ERROR_INVALID when several have that handle
 *
 * Returns: (transfer none): the account it means
 */
PosterAccount *
poster_accounts_find (GPtrArray   *accounts,
                      const char  *name,
                      GError     **error)
{
  const char *colon = strchr (name, ':');
  const char *rest = colon != NULL ? colon + 1 : name;
  const char *bare = rest[0] == '@' ? rest + 1 : rest;
  g_autofree char *platform = colon != NULL ? g_ascii_strdown (name, colon - name) : NULL;
  g_autofree char *valid = g_utf8_make_valid (colon != NULL ? name : bare, -1);
  g_autofree char *valid_handle = g_utf8_make_valid (bare, -1);
  g_autofree char *handle = g_utf8_casefold (valid_handle, -1);
  g_autoptr(GString) several = g_string_new (NULL);
  PosterAccount *found = NULL;
  guint n_found = 0;

  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      if (g_str_equal (account->id, bare))
        return account;
    }
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      g_autofree char *other = g_utf8_casefold (account->username != NULL ? account->username : "", -1);

      if (handle[0] == '\0' || !g_str_equal (handle, other) ||
          (platform != NULL && !g_str_equal (platform, account->platform)))
        continue;
      found = account;
      n_found++;
      g_string_append_printf (several, "%s%s (%s:@%s)", n_found > 1 ? ", " : "", account->id, account->platform,
                              account->username);
    }
  if (n_found == 1)
    return found;

  if (n_found == 0)
    g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("There is no account “%s”."), valid);
  else
    g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                 /* Translators: the first %s is a handle, the second a list of ids */
                 _("Several accounts are called “%s”; use one of these: %s."), valid, several->str);
  return NULL;
}

/**
 * poster_account_dup_name:
 * @account: (nullable): an account
 *
 * Returns: (transfer full): what people call it: the handle with the @
 */
char *
poster_account_dup_name (PosterAccount *account)
{
  if (account == NULL)
    return g_strdup (_("(an account that is no longer known)"));
  if (account->username == NULL || account->username[0] == '\0')
    return g_strdup (account->id);
  return g_strconcat ("@", account->username, NULL);
}
