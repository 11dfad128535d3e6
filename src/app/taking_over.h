#pragma once
// From an understood asset list to parties, objects and the filings they already have: each row a
// request, all rows one batch. What is there already is compared, not written twice.

#include "app/case_deeds.h"
#include "app/installation.h"
#include "app/session.h"
#include "intake/asset_list.h"

namespace dengbao {

struct TakenOver {
  int created = 0, changed = 0, unchanged = 0, parties = 0, certificates = 0;
  json::array changes;  // {sheet, row, system, field, was, is}
  std::vector<Explanation> notes;
};

// The requests for the accepted rows of a list; `into` is filled while they run. Interrupted
// app.cancelled, with which the whole batch is taken back, where somebody asks to stop.
std::vector<Request> taking_over(const intake::AssetList& list, const Actor& actor, TakenOver& into,
                                 const Progress& progress);

}  // namespace dengbao
