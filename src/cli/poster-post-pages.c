/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-pages"

#include "poster-post-pages.h"

#include "poster-command-io.h"

/* So many are in memory at a time, however many there are. */
#define PAGE_POSTS 500

/**
 * poster_command_page_posts:
 * @workspace: an open workspace
 * @query: which posts; where it goes on is changed
 * @func: (scope call): called with each page, at least once
 * @user_data: passed to @func
 * @error: those of the store
 *
 * Reads all posts that @query asks for. While one page is used, the next one is being read.
 *
 * Returns: whether all were read
 */
gboolean
poster_command_page_posts (PosterWorkspace     *workspace,
                           PosterPostQuery     *query,
                           PosterPostPageFunc   func,
                           gpointer             user_data,
                           GError             **error)
{
  PosterStore *store = poster_workspace_get_store (workspace);
  g_autoptr(GAsyncResult) result = NULL;
  gboolean is_first = TRUE, is_last;

  query->limit = PAGE_POSTS;
  poster_store_list_posts_async (store, query, NULL, poster_command_keep_result, &result);
  do
    {
      g_autoptr(GPtrArray) posts = NULL;

      posts = poster_store_list_posts_finish (store, poster_command_wait (&result), error);
      g_clear_object (&result);
      if (posts == NULL)
        return FALSE;
      is_last = posts->len < PAGE_POSTS;
      if (!is_last)
        {
          PosterPost *last = g_ptr_array_index (posts, posts->len - 1);

          query->after_created_us = last->created_us;
          query->after_id = last->id;
          poster_store_list_posts_async (store, query, NULL, poster_command_keep_result, &result);
        }
      func (posts, is_first, user_data);
      is_first = FALSE;
    }
  while (!is_last);
  return TRUE;
}
