/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-finding-groups"

#include "poster-finding-groups.h"

#include <glib/gi18n-lib.h>

#include "poster-words.h"

/* So many accounts are named before the others are counted. */
#define NAMED 3

/* One thing that was found, and for whom. */
typedef struct
{
  PosterFinding *finding;
  GPtrArray     *accounts;  /* (element-type PosterAccount) (unowned), in the order of the draft */
} Concern;

static void
concern_free (gpointer data)
{
  Concern *concern = data;

  g_ptr_array_unref (concern->accounts);
  g_free (concern);
}

static void
group_free (gpointer data)
{
  PosterFindingGroup *group = data;

  g_free (group->key);
  g_free (group->title);
  g_clear_object (&group->account);
  g_ptr_array_unref (group->accounts);
  g_ptr_array_unref (group->findings);
  g_free (group);
}

static gboolean
is_about (PosterFinding *finding,
          PosterAccount *account)
{
  /* Without a platform it is about the post, wherever it goes. */
  if (finding->account_ids->len == 0)
    return finding->platform == NULL || g_strcmp0 (finding->platform, account->platform) == 0;
  return g_ptr_array_find_with_equal_func (finding->account_ids, account->id, g_str_equal, NULL);
}

/* What two platforms say in the same words is one thing. */
static Concern *
find_same (GPtrArray     *concerns,
           PosterFinding *finding)
{
  for (guint i = 0; i < concerns->len; i++)
    {
      Concern *concern = g_ptr_array_index (concerns, i);

      if (concern->finding->severity == finding->severity && concern->finding->media_index == finding->media_index &&
          g_strcmp0 (concern->finding->rule, finding->rule) == 0 &&
          g_strcmp0 (concern->finding->message, finding->message) == 0)
        return concern;
    }
  return NULL;
}

static GPtrArray *
collect_concerns (GPtrArray *findings,
                  GPtrArray *accounts)
{
  GPtrArray *concerns = g_ptr_array_new_with_free_func (concern_free);

  for (guint i = 0; i < findings->len; i++)
    {
      PosterFinding *finding = g_ptr_array_index (findings, i);
      Concern *concern = find_same (concerns, finding);

      if (concern == NULL)
        {
          concern = g_new0 (Concern, 1);
          concern->finding = finding;
          concern->accounts = g_ptr_array_new ();
          g_ptr_array_add (concerns, concern);
        }
      for (guint j = 0; j < accounts->len; j++)
        {
          PosterAccount *account = g_ptr_array_index (accounts, j);

          if (is_about (finding, account) && !g_ptr_array_find (concern->accounts, account, NULL))
            g_ptr_array_add (concern->accounts, account);
        }
    }
  return concerns;
}

static char *
dup_key (GPtrArray *all,
         GPtrArray *accounts)
{
  GString *key = g_string_new (NULL);

  for (guint i = 0; i < all->len; i++)
    if (g_ptr_array_find (accounts, g_ptr_array_index (all, i), NULL))
      g_string_append_printf (key, "%s ", ((PosterAccount *) g_ptr_array_index (all, i))->id);
  return g_string_free (key, FALSE);
}

/* (nullable): key of the platform that all of them are on */
static const char *
find_platform (GPtrArray *accounts)
{
  const char *platform = accounts->len > 0 ? ((PosterAccount *) g_ptr_array_index (accounts, 0))->platform : NULL;

  for (guint i = 1; i < accounts->len; i++)
    if (g_strcmp0 (((PosterAccount *) g_ptr_array_index (accounts, i))->platform, platform) != 0)
      return NULL;
  return platform;
}

static guint
count_on (GPtrArray  *accounts,
          const char *platform)
{
  guint count = 0;

  for (guint i = 0; i < accounts->len; i++)
    count += g_strcmp0 (((PosterAccount *) g_ptr_array_index (accounts, i))->platform, platform) == 0;
  return count;
}

static char *
name_accounts (GPtrArray *accounts)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < accounts->len; i++)
    g_ptr_array_add (names, poster_words_account_on (g_ptr_array_index (accounts, i)));
  g_ptr_array_add (names, NULL);
  return poster_words_list ((const char *const *) names->pdata, NAMED);
}

static char *
dup_title (GPtrArray *all,
           GPtrArray *accounts)
{
  const char *platform = find_platform (accounts);

  if (all->len < 2 || accounts->len == 0)
    return NULL;
  if (platform != NULL && accounts->len > 1 && accounts->len == count_on (all, platform))
    {
      if (accounts->len == 2)
        /* Translators: %s is a platform: "TikTok, both accounts" */
        return g_strdup_printf (_("%s, both accounts"), poster_words_platform (platform));
      /* Translators: %s is a platform: "TikTok, all 3 accounts" */
      return g_strdup_printf (ngettext ("%s, its %u account", "%s, all %u accounts", accounts->len),
                              poster_words_platform (platform), accounts->len);
    }
  if (accounts->len == all->len)
    return g_strdup (_("All accounts"));
  return name_accounts (accounts);
}

static PosterFindingGroup *
find_group (GPtrArray  *groups,
            const char *key)
{
  for (guint i = 0; i < groups->len; i++)
    {
      PosterFindingGroup *group = g_ptr_array_index (groups, i);

      if (g_str_equal (group->key, key))
        return group;
    }
  return NULL;
}

static PosterFindingGroup *
add_group (GPtrArray *groups,
           GPtrArray *all,
           GPtrArray *accounts)
{
  g_autofree char *key = dup_key (all, accounts);
  PosterFindingGroup *group = find_group (groups, key);

  if (group != NULL)
    return group;
  group = g_new0 (PosterFindingGroup, 1);
  group->key = g_steal_pointer (&key);
  group->title = dup_title (all, accounts);
  group->platform = find_platform (accounts);
  group->account = accounts->len == 1 ? g_object_ref (g_ptr_array_index (accounts, 0)) : NULL;
  group->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < all->len; i++)
    if (g_ptr_array_find (accounts, g_ptr_array_index (all, i), NULL))
      g_ptr_array_add (group->accounts, g_object_ref (g_ptr_array_index (all, i)));
  group->findings = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (groups, group);
  return group;
}

static int
compare_findings (gconstpointer a,
                  gconstpointer b)
{
  const PosterFinding *one = *(const PosterFinding *const *) a;
  const PosterFinding *other = *(const PosterFinding *const *) b;

  return (int) other->severity - (int) one->severity;
}

/* The worst first; of those as bad, what concerns more. */
static int
compare_groups (gconstpointer a,
                gconstpointer b)
{
  const PosterFindingGroup *one = *(const PosterFindingGroup *const *) a;
  const PosterFindingGroup *other = *(const PosterFindingGroup *const *) b;
  int worse = compare_findings (&g_ptr_array_index (one->findings, 0), &g_ptr_array_index (other->findings, 0));

  return worse != 0 ? worse : (int) other->accounts->len - (int) one->accounts->len;
}

/**
 * poster_finding_groups_new:
 * @findings: (element-type PosterFinding): what was found for a post
 * @accounts: (nullable) (element-type PosterAccount): where it goes to
 *
 * Sorts what was found by whom it concerns: what concerns several is told once. What was found for
 * an account that the post does not go to any more is left out.
 *
 * Returns: (transfer full) (element-type PosterFindingGroup): the worst first, over the groups and
 *   inside; their titles are for people
 */
GPtrArray *
poster_finding_groups_new (GPtrArray *findings,
                           GPtrArray *accounts)
{
  g_autoptr(GPtrArray) nobody = g_ptr_array_new ();
  GPtrArray *all = accounts != NULL ? accounts : nobody;
  GPtrArray *groups = g_ptr_array_new_with_free_func (group_free);
  g_autoptr(GPtrArray) concerns = collect_concerns (findings, all);

  for (guint i = 0; i < concerns->len; i++)
    {
      Concern *concern = g_ptr_array_index (concerns, i);
      PosterFindingGroup *group;

      if (all->len > 0 && concern->accounts->len == 0)
        continue;
      group = add_group (groups, all, concern->accounts);
      g_ptr_array_add (group->findings, g_object_ref (concern->finding));
    }
  /* Both sorts leave the order of equals as it is. */
  for (guint i = 0; i < groups->len; i++)
    g_ptr_array_sort (((PosterFindingGroup *) g_ptr_array_index (groups, i))->findings, compare_findings);
  g_ptr_array_sort (groups, compare_groups);
  return groups;
}
