// One batch: requests decided one after another in one transaction, what they did grown into the
// log, its head signed, all of it committed; then they are answered.

#include <array>
#include <boost/json.hpp>

#include "app/installation.h"
#include "base/text.h"
#include "ledger/entry.h"
#include "ledger/signing.h"
#include "ledger/verify/receipt.h"

namespace dengbao {
namespace {

// What the same request will be told when it comes again.
Status keep_answer(Work& work, const Request& request, const Outcome& o) {
  if (request.key.empty()) return {};
  const json::object answer{{"event", o.event},
                            {"case", o.case_id},
                            {"version", o.version},
                            {"index", o.index},
                            {"more", o.more}};
  return work.insert(
      AnswerRow{request.actor.account, request.key, request.digest, json::serialize(answer)});
}

}  // namespace

// Snapshots that have stayed behind are written when there is time: with a batch of few. `desk`: of
// that batch.
Result<std::vector<Installation::CaseVersion>> Installation::catch_up(Work& work,
                                                                      const Desk* desk) {
  constexpr std::size_t kAtOnce = 64;
  std::vector<CaseVersion> out;
  for (const OpenedCase* c : cache_.behind(kAtOnce)) {
    if (desk && desk->touches(c->c.id)) continue;
    CHECK(work.put_snapshot(c->c.id, c->c.version, case_text(c->c)));
    out.emplace_back(c->c.id, c->c.version);
  }
  return out;
}

Status Installation::settle() {
  std::lock_guard only(submitting_);
  if (cache_.behind(1).empty()) return {};
  auto work = TRY(store_->begin());
  cache_.at(TRY(work->head()).size);
  while (true) {
    const auto written = TRY(catch_up(*work, nullptr));
    if (written.empty()) return work->commit();
    for (const auto& [id, version] : written) cache_.written(id, version);
  }
}

// Grows the tree, signs and commits; the answers follow.
Status Installation::finish(Work& work, Desk& desk, Batch& batch, Receipts wanted) {
  const ledger::KeyProvider* const key = this->key();
  if (!key) return fail_external("app.no_key", paths_.key());
  std::vector<Digest> leaves;
  leaves.reserve(desk.made().size());
  for (const Desk::Made& m : desk.made()) leaves.push_back(m.row.leaf);
  auto sealed = std::make_shared<Sealed>(
      Sealed{ledger::grow(*tree_, leaves), {}, ledger::keys_text(std::array{key->public_key()})});
  const ledger::Growth& growth = sealed->growth;
  for (const ledger::TileRow& tile : growth.changed)
    CHECK(
        work.put(TileRow{static_cast<int>(tile.id.level), static_cast<std::int64_t>(tile.id.index),
                         static_cast<int>(tile.width), tile.bytes}));
  const ledger::Head head{origin_, hash_, growth.tree.size(), growth.root, desk.now()};
  sealed->note = TRY(ledger::sign_head(head, *key));
  const HeadRow row{static_cast<std::int64_t>(growth.tree.size()), growth.root, desk.now(),
                    sealed->note};
  CHECK(work.put(row));
  const std::vector<CaseVersion> caught_up =
      desk.busy() ? std::vector<CaseVersion>() : TRY(catch_up(work, &desk));
  CHECK(work.commit());
  for (const auto& [id, version] : caught_up) cache_.written(id, version);
  prepare_receipts(desk, sealed, batch, wanted);
  cache_.keep(desk.take_touched(), row.size);
  records_.stands(row.size);
  tree_ = std::shared_ptr<const ledger::Tree>(sealed, &sealed->growth.tree);
  if (listener_) listener_(batch.outcomes);
  return {};
}

void Installation::prepare_receipts(const Desk& desk, const std::shared_ptr<const Sealed>& sealed,
                                    Batch& batch, Receipts wanted) {
  batch.receipts.resize(batch.outcomes.size());
  if (desk.made().empty()) return;
  const std::int64_t first = desk.made().front().row.index;
  std::size_t i = wanted == Receipts::Each ? 0 : batch.outcomes.size() - 1;
  for (; i < batch.outcomes.size(); ++i) {
    Result<Outcome>& answer = batch.outcomes[i];
    if (!answer || answer->repeated || answer->index < first) continue;
    const Desk::Made& made = desk.made()[static_cast<std::size_t>(answer->index - first)];
    Unwritten receipt{ledger::entry_text(made.row.commitments, made.row.core), {}, sealed};
    for (const SecretRow& s : made.secrets)
      receipt.disclosed.push_back({s.fact, ledger::Opening::Shown{s.salt, s.value}});
    batch.receipts[i] = std::move(receipt);
  }
}

Installation::Batch Installation::carry_out(std::span<const Request> requests, Receipts wanted) {
  std::lock_guard only(submitting_);
  Batch batch;
  std::vector<Result<Outcome>>& out = batch.outcomes;
  const auto all_fail = [&](const Explanation& why) {
    batch.receipts.clear();
    records_.clear();
    out.assign(requests.size(), Result<Outcome>(std::unexpected(why)));
    return std::move(batch);
  };
  auto work = store_->begin();
  if (!work) return all_fail(work.error());
  // Another node may have written since: the tree is then read anew from its tiles.
  const auto head = (*work)->head();
  if (!head) return all_fail(head.error());
  if (!tree_ || static_cast<std::int64_t>(tree_->size()) != head->size)
    if (const auto s = load_tree(**work); !s) return all_fail(s.error());
  const auto at = recording_instant(head->at);
  if (!at) return all_fail(at.error());
  cache_.at(head->size);
  records_.at(head->size);
  Desk desk(**work, shelf_, calendar(), functions_, hash_, *random_, *at, cache_, records_);
  constexpr std::size_t kMany = 16;
  if (requests.size() >= kMany) desk.be_busy();
  for (const Request& request : requests) {
    auto before = earlier(**work, request);
    if (!before) {
      out.push_back(std::unexpected(before.error()));
      continue;
    }
    if (*before) {
      out.push_back(std::move(**before));
      continue;
    }
    const std::size_t made = desk.made().size();
    auto deed = request.act(desk);
    if (!deed) {
      // A refusal comes before anything is written. After that it is the machine that fails, and
      // nothing of the batch may stand; nor where somebody has asked to stop.
      if (desk.made().size() != made || deed.error().kind == ErrorKind::External ||
          deed.error().kind == ErrorKind::Interrupted)
        return all_fail(deed.error());
      out.push_back(std::unexpected(deed.error()));
      continue;
    }
    Outcome o{deed->event, deed->case_id, deed->version, 0, {}, std::move(deed->more), false};
    o.index = desk.index_of(o.event);
    if (const auto s = keep_answer(**work, request, o); !s) return all_fail(s.error());
    out.push_back(std::move(o));
  }
  if (desk.made().empty()) return batch;
  if (const auto s = finish(**work, desk, batch, wanted); !s) {
    tree_.reset();
    return all_fail(s.error());
  }
  return batch;
}

Status Installation::refresh(const std::string& case_id) {
  std::lock_guard only(submitting_);
  auto work = TRY(store_->begin());
  CaseCache no_cases;
  RecordCache no_records;
  Desk desk(*work, shelf_, calendar(), functions_, hash_, *random_, now(), no_cases, no_records);
  OpenedCase c = TRY(desk.case_of(case_id));
  CHECK(desk.refresh(c));
  return work->commit();
}

}  // namespace dengbao
