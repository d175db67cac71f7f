/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What reaches the world outside of the process. */
typedef enum
{
  TORTURE_WRITES,    /* of files: writing, syncing, renaming, removing */
  TORTURE_SENDS,     /* to the network */
  TORTURE_RECEIVES,  /* from it */
  TORTURE_N_CALLS
} TortureCalls;

typedef enum
{
  TORTURE_KILL_BEFORE,
  TORTURE_KILL_MIDWAY,  /* when half of the bytes are through */
  TORTURE_KILL_AFTER,
  TORTURE_DISK_FULL,    /* of TORTURE_WRITES: there is no space */
} TortureAct;

void  torture_calls_plan      (TortureCalls calls, TortureAct act, guint first, guint times);
void  torture_calls_arm       (void);
guint torture_calls_get_count (TortureCalls calls);

G_END_DECLS
