/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-private.h"

#include <string.h>

static JsonObject *
reference (const char *name)
{
  JsonObject *json = json_object_new ();
  g_autofree char *text = g_strconcat ("#/components/schemas/", name, NULL);

  json_object_set_string_member (json, "$ref", text);
  return json;
}

/* @schema: (transfer full) */
static JsonObject *
answer_new (const char *description,
            JsonObject *schema)
{
  JsonObject *answer = json_object_new ();
  JsonObject *content = json_object_new ();
  JsonObject *media = json_object_new ();

  json_object_set_string_member (answer, "description", description);
  json_object_set_object_member (media, "schema", schema);
  json_object_set_object_member (content, "application/json", media);
  json_object_set_object_member (answer, "content", content);
  return answer;
}

static JsonObject *
any_object (void)
{
  JsonObject *schema = json_object_new ();

  json_object_set_string_member (schema, "type", "object");
  return schema;
}

/* What is in braces. */
static JsonArray *
describe_arguments (const char *path)
{
  JsonArray *array = json_array_new ();

  for (const char *brace = strchr (path, '{'); brace != NULL; brace = strchr (brace + 1, '{'))
    {
      g_autofree char *name = g_strndup (brace + 1, strcspn (brace + 1, "}"));
      JsonObject *parameter = json_object_new ();
      JsonObject *schema = json_object_new ();

      json_object_set_string_member (schema, "type", "string");
      json_object_set_string_member (parameter, "name", name);
      json_object_set_string_member (parameter, "in", "path");
      json_object_set_boolean_member (parameter, "required", TRUE);
      json_object_set_object_member (parameter, "schema", schema);
      json_array_add_object_element (array, parameter);
    }
  return array;
}

static JsonObject *
describe_body (const PosterApiRoute *route)
{
  JsonObject *body = answer_new ("What to do", any_object ());
  JsonObject *content = json_object_get_object_member (body, "content");

  json_object_remove_member (body, "description");
  if ((route->flags & (POSTER_API_NOT_JSON | POSTER_API_STREAMED)) != 0)
    {
      json_object_remove_member (content, "application/json");
      json_object_set_object_member (content, (route->flags & POSTER_API_STREAMED) != 0 ? "*/*" : "multipart/form-data",
                                     json_object_new ());
    }
  return body;
}

static JsonObject *
describe_route (const PosterApiRoute *route)
{
  JsonObject *operation = json_object_new ();
  JsonObject *answers = json_object_new ();
  char status[8];

  json_object_set_string_member (operation, "operationId", route->operation);
  json_object_set_string_member (operation, "summary", route->summary);
  if (strchr (route->path, '{') != NULL)
    json_object_set_array_member (operation, "parameters", describe_arguments (route->path));
  if (strcmp (route->method, "POST") == 0 || strcmp (route->method, "PUT") == 0)
    json_object_set_object_member (operation, "requestBody", describe_body (route));
  g_snprintf (status, sizeof status, "%u", route->status);
  json_object_set_object_member (answers, status, answer_new ("It is done", any_object ()));
  json_object_set_object_member (answers, "default", answer_new ("It is not done", reference ("ErrorResponse")));
  json_object_set_object_member (operation, "responses", answers);
  if ((route->flags & POSTER_API_PUBLIC) != 0)
    json_object_set_array_member (operation, "security", json_array_new ());
  return operation;
}

static JsonObject *
describe_error (void)
{
  static const char *const members[] = { "error", "type", "code" };
  JsonObject *schema = any_object ();
  JsonObject *properties = json_object_new ();
  JsonArray *required = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonObject *text = json_object_new ();

      json_object_set_string_member (text, "type", "string");
      json_object_set_object_member (properties, members[i], text);
    }
  json_object_set_object_member (properties, "details", any_object ());
  json_array_add_string_element (required, "error");
  json_object_set_array_member (schema, "required", required);
  json_object_set_object_member (schema, "properties", properties);
  return schema;
}

static JsonObject *
describe_components (void)
{
  JsonObject *components = json_object_new ();
  JsonObject *schemas = json_object_new ();
  JsonObject *schemes = json_object_new ();
  JsonObject *bearer = json_object_new ();

  json_object_set_object_member (schemas, "ErrorResponse", describe_error ());
  json_object_set_object_member (components, "schemas", schemas);
  json_object_set_string_member (bearer, "type", "http");
  json_object_set_string_member (bearer, "scheme", "bearer");
  json_object_set_object_member (schemes, "bearerAuth", bearer);
  json_object_set_object_member (components, "securitySchemes", schemes);
  return components;
}

static JsonObject *
describe_paths (void)
{
  JsonObject *paths = json_object_new ();
  const PosterApiRoute * const *tables = poster_api_get_tables ();

  for (guint i = 0; tables[i] != NULL; i++)
    for (const PosterApiRoute *route = tables[i]; route->method != NULL; route++)
      {
        g_autofree char *method = g_ascii_strdown (route->method, -1);

        if (route->handler == NULL)
          continue;
        if (!json_object_has_member (paths, route->path))
          json_object_set_object_member (paths, route->path, json_object_new ());
        json_object_set_object_member (json_object_get_object_member (paths, route->path), method,
                                       describe_route (route));
      }
  return paths;
}

/**
 * poster_api_describe:
 * @base_url: where the server is
 *
 * Returns: (transfer full): its OpenAPI document, made from the tables of routes
 */
JsonObject *
poster_api_describe (const char *base_url)
{
  JsonObject *document = json_object_new ();
  JsonObject *info = json_object_new ();
  JsonArray *servers = json_array_new ();
  JsonArray *security = json_array_new ();
  JsonObject *bearer = json_object_new ();

  json_object_set_string_member (document, "openapi", "3.1.0");
  json_object_set_string_member (info, "title", "Poster");
  json_object_set_string_member (info, "version", POSTER_VERSION);
  json_object_set_object_member (document, "info", info);
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *server = json_object_new ();
      g_autofree char *url = g_strconcat (base_url, i == 0 ? "/api" : "", NULL);

      json_object_set_string_member (server, "url", url);
      json_array_add_object_element (servers, server);
    }
  json_object_set_array_member (document, "servers", servers);
  json_object_set_array_member (bearer, "bearerAuth", json_array_new ());
  json_array_add_object_element (security, bearer);
  json_object_set_array_member (document, "security", security);
  json_object_set_object_member (document, "paths", describe_paths ());
  json_object_set_object_member (document, "components", describe_components ());
  return document;
}
