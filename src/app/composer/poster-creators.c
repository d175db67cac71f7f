/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-creators"

#include "poster-creators.h"

#include <glib/gi18n-lib.h>

/* A service that does not answer is not waited for longer than this. */
#define PATIENCE_US (20 * G_USEC_PER_SEC)

/**
 * PosterCreators:
 *
 * Asks the services what the accounts of a draft may do now: each time that the page is shown, and
 * when an account joins (TikTok's rule 1a).
 */
struct _PosterCreators
{
  GObject        parent_instance;

  PosterDraft   *draft;
  PosterSession *session;
  GHashTable    *questions;  /* account id -> Question */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterCreators, poster_creators, G_TYPE_OBJECT)

typedef struct
{
  gatomicrefcount  ref_count;
  PosterCreators  *self;         /* (unowned) (nullable), until nobody wants to know any more */
  PosterAccount   *account;
  GCancellable    *cancellable;
  guint            patience;
  gboolean         is_asking;
  GError          *error;        /* (nullable) */
} Question;

static void
question_unref (Question *question)
{
  if (!g_atomic_ref_count_dec (&question->ref_count))
    return;
  g_object_unref (question->account);
  g_object_unref (question->cancellable);
  g_clear_error (&question->error);
  g_free (question);
}

static void
question_end (Question *question)
{
  question->self = NULL;
  g_clear_handle_id (&question->patience, g_source_remove);
  g_cancellable_cancel (question->cancellable);
  question_unref (question);
}

static gboolean
patience_cb (gpointer user_data)
{
  Question *question = user_data;

  question->patience = 0;
  g_cancellable_cancel (question->cancellable);
  return G_SOURCE_REMOVE;
}

static void
described_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Question *question = user_data;
  PosterCreators *self = question->self;
  g_autoptr(JsonObject) creator = NULL;
  g_autoptr(GError) error = NULL;

  creator = poster_session_describe_finish (POSTER_SESSION (object), result, &error);
  if (self == NULL)
    {
      question_unref (question);
      return;
    }
  question->is_asking = FALSE;
  g_clear_handle_id (&question->patience, g_source_remove);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&error);
      g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _("The service does not answer."));
    }
  question->error = g_steal_pointer (&error);
  poster_draft_set_creator (self->draft, question->account->id, creator);
  g_signal_emit (self, signals[CHANGED], 0);
  question_unref (question);
}

static void
ask (PosterCreators *self,
     PosterAccount  *account)
{
  PosterClock *clock = poster_session_get_clock (self->session);
  Question *question = g_new0 (Question, 1);

  g_atomic_ref_count_init (&question->ref_count);
  question->self = self;
  question->account = g_object_ref (account);
  question->cancellable = g_cancellable_new ();
  question->is_asking = TRUE;
  question->patience = poster_clock_add_delay (clock, PATIENCE_US, patience_cb, question);
  g_hash_table_insert (self->questions, g_strdup (account->id), question);

  g_atomic_ref_count_inc (&question->ref_count);
  poster_session_describe_async (self->session, account, question->cancellable, described_cb, question);
}

static void
draft_changed_cb (PosterDraft    *draft,
                  guint           parts,
                  PosterCreators *self)
{
  g_autoptr(GPtrArray) accounts = NULL;
  gboolean changed = FALSE;

  if ((parts & POSTER_DRAFT_ACCOUNTS) == 0)
    return;
  accounts = poster_draft_dup_accounts (draft);
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      if (g_hash_table_contains (self->questions, account->id))
        continue;
      ask (self, account);
      changed = TRUE;
    }
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
poster_creators_dispose (GObject *object)
{
  PosterCreators *self = POSTER_CREATORS (object);

  g_hash_table_remove_all (self->questions);
  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_clear_object (&self->draft);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (poster_creators_parent_class)->dispose (object);
}

static void
poster_creators_finalize (GObject *object)
{
  g_hash_table_unref (POSTER_CREATORS (object)->questions);
  G_OBJECT_CLASS (poster_creators_parent_class)->finalize (object);
}

static void
poster_creators_class_init (PosterCreatorsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_creators_dispose;
  object_class->finalize = poster_creators_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
poster_creators_init (PosterCreators *self)
{
  self->questions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) question_end);
}

/**
 * poster_creators_new:
 * @draft: whose accounts are asked about; it is told the answers
 * @session: by way of which
 *
 * Returns: (transfer full): who asks
 */
PosterCreators *
poster_creators_new (PosterDraft   *draft,
                     PosterSession *session)
{
  PosterCreators *self = g_object_new (POSTER_TYPE_CREATORS, NULL);

  self->draft = g_object_ref (draft);
  self->session = g_object_ref (session);
  g_signal_connect (draft, "changed", G_CALLBACK (draft_changed_cb), self);
  return self;
}

static gboolean
is_answered (gpointer key,
             gpointer value,
             gpointer user_data)
{
  return !((Question *) value)->is_asking;
}

/**
 * poster_creators_ask:
 * @self: who asks
 *
 * Asks about all accounts of the draft anew; what is known counts until then. What is being asked just
 * now is not asked twice.
 */
void
poster_creators_ask (PosterCreators *self)
{
  g_return_if_fail (POSTER_IS_CREATORS (self));

  g_hash_table_foreach_remove (self->questions, is_answered, NULL);
  draft_changed_cb (self->draft, POSTER_DRAFT_ACCOUNTS, self);
}

/**
 * poster_creators_get_asking:
 * @self: who asks
 *
 * Returns: whether a service has yet to say what one of the accounts may do
 */
gboolean
poster_creators_get_asking (PosterCreators *self)
{
  g_autoptr(GPtrArray) accounts = NULL;

  g_return_val_if_fail (POSTER_IS_CREATORS (self), FALSE);

  accounts = poster_draft_dup_accounts (self->draft);
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      Question *question = g_hash_table_lookup (self->questions, account->id);

      if (question != NULL && question->is_asking && poster_draft_get_creator (self->draft, account->id) == NULL)
        return TRUE;
    }
  return FALSE;
}

/**
 * poster_creators_get_failed:
 * @self: who asks
 * @error: (out) (transfer none): why
 *
 * Returns: (transfer none) (nullable): the first account whose service could not be asked
 */
PosterAccount *
poster_creators_get_failed (PosterCreators  *self,
                            const GError   **error)
{
  g_autoptr(GPtrArray) accounts = NULL;

  g_return_val_if_fail (POSTER_IS_CREATORS (self), NULL);

  accounts = poster_draft_dup_accounts (self->draft);
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      Question *question = g_hash_table_lookup (self->questions, account->id);

      if (question == NULL || question->error == NULL)
        continue;
      *error = question->error;
      return question->account;
    }
  return NULL;
}

/**
 * poster_creators_get_error:
 * @self: who asks
 * @account_id: one of the draft's accounts
 *
 * Returns: (transfer none) (nullable): why its service could not be asked
 */
const GError *
poster_creators_get_error (PosterCreators *self,
                           const char     *account_id)
{
  Question *question;

  g_return_val_if_fail (POSTER_IS_CREATORS (self), NULL);

  question = g_hash_table_lookup (self->questions, account_id);
  return question != NULL ? question->error : NULL;
}

/**
 * poster_creators_stop:
 * @self: who asks
 *
 * Nobody wants to know any more.
 */
void
poster_creators_stop (PosterCreators *self)
{
  g_return_if_fail (POSTER_IS_CREATORS (self));

  g_hash_table_remove_all (self->questions);
}
