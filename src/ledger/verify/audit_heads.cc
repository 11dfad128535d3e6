#include <algorithm>
#include <boost/json.hpp>

#include "ledger/verify/auditor.h"
#include "ledger/verify/json_fields.h"
#include "ledger/verify/rotation.h"

namespace dengbao::ledger {
namespace {

std::string place_of(const Head& head) {
  return "head " + std::to_string(head.size);
}

}  // namespace

KeyChain::KeyChain(const AuditOptions& options, Findings& findings)
    : pending_(options.key_changes), reigns_{{options.first_key, 0, {}}}, findings_(findings) {}

void KeyChain::pass(const AuditEvent& event) {
  for (; !pending_.empty() && pending_.front().index <= event.index;
       pending_ = pending_.subspan(1)) {
    const KeyChange& change = pending_.front();
    const auto rotation = check_rotation(change.note);
    const std::string quoted = canonical(json::value(change.note));
    if (change.index != event.index || !rotation || rotation->from != reigns_.back().key ||
        event.entry.find(quoted) == std::string_view::npos) {
      findings_.add("ledger.rotation_wrong", {{"index", std::to_string(change.index)}}, event.name);
      continue;
    }
    reigns_.back().end = rotation->time;
    reigns_.push_back({rotation->to, event.index + 1, {}});
  }
}

void KeyChain::finish() {
  for (const KeyChange& change : pending_)
    findings_.add("ledger.rotation_wrong", {{"index", std::to_string(change.index)}}, "");
  pending_ = {};
}

const PublicKey& KeyChain::at(std::uint64_t size) const {
  std::size_t i = reigns_.size() - 1;
  while (i > 0 && reigns_[i].first_size > size) --i;
  return reigns_[i].key;
}

bool KeyChain::signs(const SignedHead& head) const {
  return signed_by(head.note, at(head.head.size));
}

Signing KeyChain::judge(std::span<const TrustAnchor> anchors, const Head& last) const {
  Signing out;
  // The newest first: an older key vouches for it by the rotation that it signed.
  for (auto reign = reigns_.rbegin(); reign != reigns_.rend(); ++reign) {
    const Signing signing =
        judge_signer(std::span(&reign->key, 1), anchors, reign->end.value_or(last.time));
    if (reign == reigns_.rbegin() || signing.signer == Signer::Trusted) out = signing;
    if (out.signer != Signer::Wrong) break;
  }
  return out;
}

HeadCheck::HeadCheck(const AuditSources& sources, const AuditOptions& options, const KeyChain& keys,
                     Findings& findings)
    : sources_(sources), options_(options), keys_(keys), findings_(findings) {}

// The next head that can be read and is what its place says.
Status HeadCheck::advance() {
  next_.reset();
  AuditHead stored;
  while (TRY(sources_.next_head(stored))) {
    ++count_;
    const std::string size = std::to_string(stored.size);
    const std::string where = "head " + size;
    auto head = parse_signed_head(stored.note);
    if (!head) {
      findings_.add("ledger.head_unreadable", {{"size", size}}, where);
    } else if (head->head.size != stored.size) {
      findings_.add("ledger.head_size_differs",
                    {{"size", size}, {"read", std::to_string(head->head.size)}}, where);
    } else if (last_ && stored.size <= last_->size) {
      findings_.add("ledger.head_order", {{"size", size}}, where);
    } else {
      last_ = head->head;
      next_ = *std::move(head);
      return {};
    }
  }
  return {};
}

Status HeadCheck::at(const Tree& tree) {
  if (options_.remembered && options_.remembered->head.size == tree.size()) check_remembered(tree);
  if (!next_ || next_->head.size != tree.size()) return {};
  compare(*next_, tree);
  remember_unsigned(*std::move(next_));
  return advance();
}

void HeadCheck::remember_unsigned(SignedHead head) {
  unsigned_.push_back(std::move(head));
  if (unsigned_.size() > options_.newest_signatures && unsigned_.size() > 1) unsigned_.pop_front();
}

void HeadCheck::compare(const SignedHead& signed_head, const Tree& tree) {
  const Head& head = signed_head.head;
  if (head.origin != options_.first_key.name || head.hash != options_.hash)
    findings_.add("ledger.head_of_other_log",
                  {{"size", std::to_string(head.size)}, {"origin", head.origin}}, place_of(head));
  if (head.root == tree.root()) {
    good_size_ = head.size;
    return;
  }
  const std::uint64_t last = head.size > 0 ? head.size - 1 : 0;
  findings_.add("ledger.head_root_differs",
                {{"size", std::to_string(head.size)},
                 {"first", std::to_string(std::min(good_size_, last))},
                 {"last", std::to_string(last)}},
                place_of(head));
}

void HeadCheck::check_remembered(const Tree& tree) {
  if (remembered_met_) return;
  remembered_met_ = true;
  const Head& head = options_.remembered->head;
  if (head.origin != options_.first_key.name || head.hash != options_.hash)
    findings_.add("ledger.head_of_other_log",
                  {{"size", std::to_string(head.size)}, {"origin", head.origin}}, "remembered");
  else if (head.root != tree.root())
    findings_.add("ledger.forked", {{"size", std::to_string(head.size)}}, "remembered");
}

void HeadCheck::check_signature(const SignedHead& head) {
  ++signatures_;
  if (!keys_.signs(head))
    findings_.add(
        "ledger.head_unsigned",
        {{"size", std::to_string(head.head.size)}, {"key", fingerprint(keys_.at(head.head.size))}},
        place_of(head.head));
}

Status HeadCheck::finish(const Tree& tree) {
  CHECK(at(tree));
  const std::string events = std::to_string(tree.size());
  while (next_) {
    findings_.add("ledger.head_beyond",
                  {{"size", std::to_string(next_->head.size)}, {"events", events}},
                  place_of(next_->head));
    remember_unsigned(*std::move(next_));
    CHECK(advance());
  }
  for (const SignedHead& head : unsigned_) check_signature(head);
  if (!last_) {
    findings_.add("ledger.no_head", {}, "head");
  } else if (last_->size < tree.size()) {
    findings_.add("ledger.events_unsigned", {{"count", std::to_string(tree.size() - last_->size)}},
                  place_of(*last_));
  }
  if (options_.remembered && !remembered_met_)
    findings_.add(
        "ledger.rolled_back",
        {{"remembered", std::to_string(options_.remembered->head.size)}, {"size", events}},
        "remembered");
  if (options_.remembered) check_signature(*options_.remembered);
  return {};
}

void check_openings(HashKind kind, const AuditEvent& event, Findings& findings,
                    std::uint64_t& erased) {
  // Most entries have none: do not parse those.
  if (event.openings.empty() && event.entry.starts_with(R"({"commitments":{},)")) return;
  const auto complain = [&](const char* code, std::string_view fact) {
    findings.add(code,
                 {{"index", std::to_string(event.index)},
                  {"event", event.name},
                  {"fact", std::string(fact)}},
                 event.name);
  };
  const auto entry = parse_json(event.entry, event.name);
  const auto* object = entry ? entry->if_object() : nullptr;
  const auto* member = object ? object->if_contains("commitments") : nullptr;
  const auto* commitments = member ? member->if_object() : nullptr;
  if (!commitments) return complain("ledger.commitments_unreadable", "");
  for (const auto& fact : *commitments) {
    const std::string_view name(fact.key());
    const auto stored = std::ranges::find(event.openings, name, &Opening::fact);
    const auto digest = Fields(*member, "ledger.receipt_form", "commitments").digest(name);
    if (stored == event.openings.end()) {
      complain("ledger.opening_missing", name);
    } else if (!digest || !check_opening(kind, *digest, *stored)) {
      complain("ledger.personal_changed", name);
    } else if (!stored->shown) {
      ++erased;
    }
  }
  for (const Opening& opening : event.openings)
    if (!commitments->contains(opening.fact)) complain("ledger.personal_changed", opening.fact);
}

}  // namespace dengbao::ledger
