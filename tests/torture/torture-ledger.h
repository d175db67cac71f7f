/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "torture-scenario.h"

G_BEGIN_DECLS

/**
 * TortureTally:
 * @published: targets of which store and ledger say so
 * @failed: that did not go out, for a reason that is told
 * @held: that wait for a person
 * @unknown: of which nobody can tell, which is said
 * @doubled: that are out more than once
 * @lost: of which the store does not know that they are out, or does not tell why they are not
 * @wrong: that are said to be out and are not, or not as they were meant, or that nobody asked for
 * @litter: pictures that stay public in the web folder although nobody needs them any more
 *
 * What became of the targets of some rounds.
 */
typedef struct
{
  guint published;
  guint failed;
  guint held;
  guint unknown;
  guint doubled;
  guint lost;
  guint wrong;
  guint litter;
} TortureTally;

TortureTally torture_ledger_judge (TortureScenario *scenario, JsonObject *report, JsonObject *ledger, GString *complaints);

G_END_DECLS
