/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "poster-account-names.h"
#include "poster-error.h"

/* What people call their accounts. */

static void
add (GPtrArray  *accounts,
     const char *platform,
     const char *username)
{
  PosterAccount *account = poster_account_new ("late", platform, username);

  account->username = g_strdup (username);
  g_ptr_array_add (accounts, account);
}

static GPtrArray *
new_accounts (void)
{
  GPtrArray *accounts = g_ptr_array_new_with_free_func (g_object_unref);

  add (accounts, "tiktok", "Kitchen");
  add (accounts, "instagram", "kitchen");
  add (accounts, "instagram", "studio");
  return accounts;
}

static void
test_finds (void)
{
  g_autoptr(GPtrArray) accounts = new_accounts ();
  const struct
  {
    const char *name;
    int         position;  /* -1: there is none, -2: there are several */
  } cases[] = {
    { "studio", 2 }, { "@studio", 2 }, { "@STUDIO", 2 }, { "instagram:@studio", 2 }, { "Instagram:studio", 2 },
    { "@kitchen", -2 }, { "tiktok:@kitchen", 0 }, { "instagram:kitchen", 1 }, { "youtube:@kitchen", -1 },
    { "tiktok:studio", -1 }, { "tiktok:", -1 }, { ":studio", -1 }, { "", -1 }, { "@", -1 }, { "nobody", -1 },
    { "\xff", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      PosterAccount *account = poster_accounts_find (accounts, cases[i].name, &error);

      if (cases[i].position >= 0)
        g_assert_true (account == g_ptr_array_index (accounts, cases[i].position));
      else
        g_assert_error (error, POSTER_ERROR,
                        (int) (cases[i].position == -1 ? POSTER_ERROR_NOT_FOUND : POSTER_ERROR_INVALID));
    }
}

/* Whoever is told that there are several is told how to say which. */
static void
test_says_which (void)
{
  g_autoptr(GPtrArray) accounts = new_accounts ();
  g_autoptr(GError) error = NULL;

  g_assert_null (poster_accounts_find (accounts, "@kitchen", &error));
  g_assert_nonnull (strstr (error->message, "tiktok:@Kitchen"));
  g_assert_nonnull (strstr (error->message, "instagram:@kitchen"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account-names/by-id-handle-and-platform", test_finds);
  g_test_add_func ("/account-names/several-are-told-apart", test_says_which);
  return g_test_run ();
}
