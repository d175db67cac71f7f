/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-secrets.h"

G_BEGIN_DECLS

#define TORTURE_TYPE_SECRETS (torture_secrets_get_type ())
G_DECLARE_FINAL_TYPE (TortureSecrets, torture_secrets, TORTURE, SECRETS, GObject)

TortureSecrets *torture_secrets_new (const char *dir);

G_END_DECLS
