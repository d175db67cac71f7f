/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-faults.h"

#include "poster-error.h"
#include "poster-json.h"

#include <string.h>

typedef enum
{
  FLAG,
  NUMBER,
  TEXT,
  OBJECT,
} Kind;

typedef struct
{
  const char *name;
  Kind        kind;
  gint64      number;   /* the default of FLAG and NUMBER */
  const char *choices;  /* of TEXT: the first is the default; NULL: anything, and null the default */
} Member;

static const Member switches[] = {
  { "token_lifetimes", TEXT, 0, "short|long" },
  { "rotation", TEXT, 0, "rotate|grace|keep" },
  { "oauth_errors_http_200", FLAG, FALSE, NULL },
  { "invalid_param_name", TEXT, 0, "invalid_param|invalid_params" },
  { "unaudited", FLAG, FALSE, NULL },
  { "unaudited_options_limited", FLAG, FALSE, NULL },
  { "processing_us", NUMBER, 1500000, NULL },
  { "id_delay_us", NUMBER, 0, NULL },
  { "id_after_polls", NUMBER, 0, NULL },
  { "fail_reason", TEXT, 0, NULL },
  { "partial_scopes", TEXT, 0, NULL },
  { "consent", OBJECT, 0, NULL },
  { "rate_limits", FLAG, TRUE, NULL },
  { "posts_per_day", NUMBER, 0, NULL },
  { "pending_shares", NUMBER, 5, NULL },
  { "code_lifetime_us", NUMBER, 300 * G_TIME_SPAN_SECOND, NULL },
  { "upload_lifetime_us", NUMBER, G_TIME_SPAN_HOUR, NULL },
  { "content_range_end", TEXT, 0, "inclusive|exclusive" },
  { "ids_as_strings", FLAG, FALSE, NULL },
  { "ids_spelled_right", FLAG, FALSE, NULL },
  { "log_id_name", TEXT, 0, "log_id|logid" },
  { "short_pages", FLAG, FALSE, NULL },
  { "allow_unknown_fields", FLAG, FALSE, NULL },
  { "accept_any_app", FLAG, FALSE, NULL },
  { "keep_files", FLAG, FALSE, NULL },
  { "upload_base_url", TEXT, 0, NULL },
  { "client_timeout_us", NUMBER, 30 * G_TIME_SPAN_SECOND, NULL },
  { "seed", NUMBER, 1, NULL },
  { "late_shape", TEXT, 0, "late|early" },
  { "late_ids", TEXT, 0, "mixed|strings|objects" },
  { "late_publish_us", NUMBER, 2 * G_TIME_SPAN_SECOND, NULL },
  { "late_async", FLAG, FALSE, NULL },
  { "late_url_delay_us", NUMBER, 0, NULL },
  { "late_analytics", FLAG, TRUE, NULL },
  { "late_unknown_status", TEXT, 0, NULL },
  { "late_unknown_platform", TEXT, 0, NULL },
  { "late_rate_per_minute", NUMBER, 1200, NULL },
  { "late_posts_per_hour", NUMBER, 25, NULL },
  { "late_date_skew_us", NUMBER, 0, NULL },
  { "late_date_behind", FLAG, FALSE, NULL },
  { "late_one_per_profile", FLAG, TRUE, NULL },
  { "late_profile_limit", NUMBER, 10, NULL },
};

static const Member rule_members[] = {
  { "endpoint", TEXT, 0, "*|authorize|token|revoke|creator_info|video_init|inbox_init|content_init|upload|"
                         "status|cancel|user_info|video_list|video_query|fetch|late_*|late_usage|late_users|late_keys|"
                         "late_profiles|late_accounts|late_account|late_health|late_followers|late_choices|late_groups|"
                         "late_connect|late_step|late_telegram|late_presign|late_put|late_posts|late_create|late_get|"
                         "late_update|late_delete|late_retry|late_unpublish|late_validate|late_queue|late_logs|late_page|"
                         "late_publish" },
  { "user", TEXT, 0, NULL },
  { "platform", TEXT, 0, NULL },
  { "nth", NUMBER, 1, NULL },
  { "times", NUMBER, 0, NULL },
  { "probability", NUMBER, 1, NULL },
  { "delay_us", NUMBER, 0, NULL },
  { "kind", TEXT, 0, "status|error_code|delay|drop_before|drop_after|drop_mid_body|slow|html_502|garbage|"
                     "data_missing|data_null|data_empty|extra_fields|expire_upload_url|expire_token|revoke|"
                     "fail|redirect|truncated" },
  { "http_status", NUMBER, 0, NULL },
  { "code", TEXT, 0, NULL },
  { "message", TEXT, 0, NULL },
  { "body", TEXT, 0, NULL },
  { "details", OBJECT, 0, NULL },
  { "retry_after", NUMBER, 0, NULL },
  { "pieces", NUMBER, 10, NULL },
  { "interval_us", NUMBER, 100000, NULL },
  { "reason", TEXT, 0, NULL },
};

typedef struct
{
  JsonObject *json;
  gint64      matched;
  gint64      applied;
} Rule;

struct _PosterSandboxFaults
{
  JsonObject *values;  /* every switch */
  GPtrArray  *rules;   /* (element-type Rule) */
  GRand      *chance;
};

static void
rule_free (Rule *rule)
{
  json_object_unref (rule->json);
  g_free (rule);
}

static gboolean
is_choice (const char *choices,
           const char *text)
{
  g_auto(GStrv) list = g_strsplit (choices, "|", -1);

  return g_strv_contains ((const char *const *) list, text);
}

static gboolean
holds (const Member *member,
       JsonNode     *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  switch (member->kind)
    {
    case FLAG:
      return type == G_TYPE_BOOLEAN;
    case NUMBER:
      return (type == G_TYPE_INT64 && json_node_get_int (node) >= 0) ||
             (type == G_TYPE_DOUBLE && strcmp (member->name, "probability") == 0);
    case TEXT:
      if (member->choices == NULL)
        return type == G_TYPE_STRING || JSON_NODE_HOLDS_NULL (node);
      return type == G_TYPE_STRING && is_choice (member->choices, json_node_get_string (node));
    case OBJECT:
    default:
      return JSON_NODE_HOLDS_OBJECT (node) || JSON_NODE_HOLDS_NULL (node);
    }
}

/* Whether @json has only members that are listed, with values of their kind. */
static gboolean
check_members (JsonObject    *json,
               const Member  *members,
               gsize          n_members,
               const char    *also,
               GError       **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, json);
  while (json_object_iter_next (&iter, &name, &node))
    {
      gsize i = 0;

      if (g_strcmp0 (name, also) == 0)
        continue;
      while (i < n_members && strcmp (members[i].name, name) != 0)
        i++;
      if (i == n_members)
        {
          g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID, "The faults have no member \"%s\"", name);
          return FALSE;
        }
      if (!holds (&members[i], node))
        {
          g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                       "The value of \"%s\" in the faults is not one that it can have", name);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_rules (JsonObject  *faults,
             GError     **error)
{
  JsonArray *rules = poster_json_get_array (faults, "rules");

  if (rules == NULL && json_object_has_member (faults, "rules"))
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID, "The \"rules\" of the faults are no array");
      return FALSE;
    }
  for (guint i = 0; rules != NULL && i < json_array_get_length (rules); i++)
    {
      JsonNode *node = json_array_get_element (rules, i);
      JsonObject *rule = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (rule == NULL || !json_object_has_member (rule, "endpoint") || !json_object_has_member (rule, "kind"))
        {
          g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                       "Rule %u of the faults has no \"endpoint\" or no \"kind\"", i + 1);
          return FALSE;
        }
      if (!check_members (rule, rule_members, G_N_ELEMENTS (rule_members), NULL, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * poster_sandbox_faults_add:
 * @self: the faults
 * @faults: (transfer none): switches to set, rules to append
 * @error: %POSTER_ERROR_INVALID, naming what is wrong; then nothing has changed
 *
 * Returns: whether @faults makes sense
 */
gboolean
poster_sandbox_faults_add (PosterSandboxFaults  *self,
                           JsonObject           *faults,
                           GError              **error)
{
  g_autoptr(JsonObject) copy = poster_json_copy (faults);
  JsonArray *rules = poster_json_get_array (copy, "rules");
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (!check_members (copy, switches, G_N_ELEMENTS (switches), "rules", error) || !check_rules (copy, error))
    return FALSE;

  json_object_iter_init (&iter, copy);
  while (json_object_iter_next (&iter, &name, &node))
    {
      if (strcmp (name, "rules") != 0)
        json_object_set_member (self->values, name, json_node_copy (node));
    }
  if (json_object_has_member (copy, "seed"))
    g_rand_set_seed (self->chance, (guint32) poster_sandbox_faults_get_int (self, "seed"));
  for (guint i = 0; rules != NULL && i < json_array_get_length (rules); i++)
    {
      Rule *rule = g_new0 (Rule, 1);

      rule->json = json_object_ref (json_array_get_object_element (rules, i));
      g_ptr_array_add (self->rules, rule);
    }
  return TRUE;
}

/* Back to a server without faults. */
void
poster_sandbox_faults_clear (PosterSandboxFaults *self)
{
  g_ptr_array_set_size (self->rules, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++)
    {
      const Member *member = &switches[i];

      if (member->kind == FLAG)
        json_object_set_boolean_member (self->values, member->name, (gboolean) member->number);
      else if (member->kind == NUMBER)
        json_object_set_int_member (self->values, member->name, member->number);
      else
        json_object_set_null_member (self->values, member->name);
      if (member->choices != NULL)
        {
          g_autofree char *first = g_strndup (member->choices, strcspn (member->choices, "|"));

          json_object_set_string_member (self->values, member->name, first);
        }
    }
  g_rand_set_seed (self->chance, (guint32) poster_sandbox_faults_get_int (self, "seed"));
}

PosterSandboxFaults *
poster_sandbox_faults_new (void)
{
  PosterSandboxFaults *self = g_new0 (PosterSandboxFaults, 1);

  self->values = json_object_new ();
  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_free);
  self->chance = g_rand_new_with_seed (1);
  poster_sandbox_faults_clear (self);
  return self;
}

void
poster_sandbox_faults_free (PosterSandboxFaults *self)
{
  json_object_unref (self->values);
  g_ptr_array_unref (self->rules);
  g_rand_free (self->chance);
  g_free (self);
}

/* Returns: (transfer full): the faults as they stand, with how often each rule was `applied` */
JsonObject *
poster_sandbox_faults_to_json (PosterSandboxFaults *self)
{
  JsonObject *json = poster_json_copy (self->values);
  JsonArray *rules = json_array_new ();

  for (guint i = 0; i < self->rules->len; i++)
    {
      Rule *rule = g_ptr_array_index (self->rules, i);
      JsonObject *copy = poster_json_copy (rule->json);

      json_object_set_int_member (copy, "applied", rule->applied);
      json_array_add_object_element (rules, copy);
    }
  json_object_set_array_member (json, "rules", rules);
  return json;
}

gboolean
poster_sandbox_faults_get_flag (PosterSandboxFaults *self,
                                const char          *name)
{
  return poster_json_get_boolean (self->values, name, FALSE);
}

gint64
poster_sandbox_faults_get_int (PosterSandboxFaults *self,
                               const char          *name)
{
  return poster_json_get_int (self->values, name, 0);
}

const char *
poster_sandbox_faults_get_text (PosterSandboxFaults *self,
                                const char          *name)
{
  return poster_json_get_string (self->values, name);
}

JsonObject *
poster_sandbox_faults_get_object (PosterSandboxFaults *self,
                                  const char          *name)
{
  return poster_json_get_object (self->values, name);
}

/* A switch that is good for once. */
char *
poster_sandbox_faults_take_text (PosterSandboxFaults *self,
                                 const char          *name)
{
  char *text = g_strdup (poster_sandbox_faults_get_text (self, name));

  json_object_set_null_member (self->values, name);
  return text;
}

static gboolean
applies (PosterSandboxFaults *self,
         Rule                *rule)
{
  gint64 nth = poster_json_get_int (rule->json, "nth", 1);
  gint64 times = poster_json_get_int (rule->json, "times", json_object_has_member (rule->json, "nth") ? 1 : 0);

  rule->matched++;
  if (rule->matched < nth || (times > 0 && rule->applied >= times))
    return FALSE;
  if (g_rand_double (self->chance) >= poster_json_get_double (rule->json, "probability", 1))
    return FALSE;
  rule->applied++;
  return TRUE;
}

/**
 * poster_sandbox_faults_match:
 * @self: the faults
 * @endpoint: the name of what was asked for
 * @user: (nullable): the handle for whom
 *
 * Counts a request and looks whether it is to go wrong.
 *
 * Returns: (transfer full) (nullable): the rule that decides
 */
JsonObject *
poster_sandbox_faults_match (PosterSandboxFaults *self,
                             const char          *endpoint,
                             const char          *user)
{
  return poster_sandbox_faults_match_platform (self, endpoint, user, NULL);
}

/* Whether a rule is about @endpoint. */
static gboolean
is_about (const char *of_endpoint,
          const char *endpoint)
{
  if (strcmp (of_endpoint, "late_*") == 0)
    return g_str_has_prefix (endpoint, "late_") && strcmp (endpoint, "late_publish") != 0;
  return strcmp (of_endpoint, endpoint) == 0 ||
         (strcmp (of_endpoint, "*") == 0 && strcmp (endpoint, "late_publish") != 0);
}

/* As above, for what happens on a @platform (nullable). */
JsonObject *
poster_sandbox_faults_match_platform (PosterSandboxFaults *self,
                                      const char          *endpoint,
                                      const char          *user,
                                      const char          *platform)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      Rule *rule = g_ptr_array_index (self->rules, i);
      const char *of_endpoint = poster_json_get_string (rule->json, "endpoint");
      const char *of_user = poster_json_get_string (rule->json, "user");
      const char *of_platform = poster_json_get_string (rule->json, "platform");

      if (!is_about (of_endpoint, endpoint) || (of_platform != NULL && g_strcmp0 (of_platform, platform) != 0))
        continue;
      if (of_user != NULL && (user == NULL || g_ascii_strcasecmp (of_user, user) != 0))
        continue;
      if (applies (self, rule))
        return json_object_ref (rule->json);
    }
  return NULL;
}
