#include "app/deliveries.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <set>

#include "app/channels.h"
#include "app/doing.h"
#include "app/duty_work.h"
#include "app/notice_text.h"
#include "base/text.h"

namespace dengbao {
namespace {

// After how many seconds another attempt follows; after the last one nobody tries any more.
constexpr std::array<std::int64_t, 10> kPauses{5,    30,    120,   600,   1800,
                                               7200, 18000, 36000, 50400, 86400};
constexpr std::int64_t kSilentSeconds = 30;  // an unreachable carrier is left alone for that long
constexpr std::int64_t kTurnSeconds = 60;
// So often it is tried to write down what the other side said; after that, only how it ended.
constexpr int kMostNotes = 5;

Actor system_actor() {
  return {"system", "", "courier", true, false};
}

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

bool flag(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_bool() && v->get_bool();
}

std::int64_t wall_millis() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

// What the other side said may be in any encoding; a record is UTF-8.
std::string readable(std::string answer) {
  if (is_utf8(answer)) return answer;
  for (char& c : answer)
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  return answer;
}

// Which accounts a notice concerns when a channel asks for one's own affairs only.
class Concern {
 public:
  Concern(Reading& reading, const Notice& n, Date today)
      : reading_(reading), n_(n), today_(today) {}
  Result<bool> of(const std::string& account) {
    if (!n_.account.empty() || n_.duty.empty()) return true;
    if (!known_) CHECK(look());
    return workers_.empty() || workers_.contains(account);
  }

 private:
  Status look() {
    known_ = true;
    DutyRow duty;
    duty.case_id = n_.case_id;
    duty.duty = n_.duty;
    duty.instance = n_.instance;
    const auto record = TRY(reading_.record(kDutyWork, duty_work_id(duty)));
    const std::string worker = record ? text(document_of(*record), "account") : std::string();
    if (worker.empty()) return {};
    workers_.insert(worker);
    for (const Absence& a : TRY(absences_of(reading_, worker)))
      if (a.covers(today_)) workers_.insert(a.to);
    return {};
  }
  Reading& reading_;
  const Notice& n_;
  Date today_;
  bool known_ = false;
  std::set<std::string> workers_;
};

Result<bool> is_open(Reading& reading, const std::string& account) {
  const auto row = TRY(reading.record("account", account));
  return row && !flag(document_of(*row), "closed");
}

}  // namespace

Delivery delivery_from(const json::object& o, const std::string& id) {
  Delivery d{id,
             text(o, "notice"),
             text(o, "account"),
             text(o, "channel"),
             text(o, "party"),
             text(o, "state"),
             0,
             text(o, "next"),
             text(o, "at"),
             text(o, "reason")};
  if (const json::value* n = o.if_contains("attempts"); n && n->is_int64())
    d.attempts = n->get_int64();
  return d;
}

Status queue_deliveries(Desk& desk, const Notice& n, const std::string& id,
                        const std::vector<std::string>& stand_ins, const Actor& actor) {
  std::vector<Channel> all;
  if (n.account.empty()) {
    all = TRY(channels_of_party(desk.work(), n.party));
  } else {
    std::vector<std::string> accounts = stand_ins;
    accounts.insert(accounts.begin(), n.account);
    for (const std::string& account : accounts)
      for (Channel& c : TRY(channels_of_account(desk.work(), account))) all.push_back(std::move(c));
  }
  Concern concern(desk.work(), n, desk.now().date());
  for (const Channel& c : all) {
    if (!n.channel.empty() && n.channel != c.kind) continue;
    if (c.about == "mine" && !TRY(concern.of(c.account))) continue;
    if (!TRY(is_open(desk.work(), c.account))) continue;
    Desk::RecordChange change;
    change.kind = kDelivery;
    change.id = desk.fresh_id();
    change.event = "delivery queued";
    change.fields = {
        {"notice", id},      {"account", c.account}, {"channel", c.kind},       {"party", n.party},
        {"state", "queued"}, {"attempts", 0},        {"next", desk.now().iso()}};
    change.owner_party = n.party;
    change.name = id;
    change.code = kWaiting;
    change.on = desk.now().date();
    TRY(desk.change_record(change, actor));
  }
  return {};
}

Result<std::map<std::string, std::vector<Delivery>>> deliveries_of(Reading& reading,
                                                                   const std::string& party) {
  std::map<std::string, std::vector<Delivery>> out;
  RecordQuery query;
  query.kind = kDelivery;
  query.owner_party = party;
  for (bool more = true; more;) {
    const auto page = TRY(reading.records(query));
    more = static_cast<int>(page.size()) == query.limit;
    if (more) query.after = page.back().id;
    for (const RecordRow& row : page) {
      Delivery d = delivery_from(document_of(row), row.id);
      out[d.notice].push_back(std::move(d));
    }
  }
  return out;
}

// A delivery with all that is needed to hand it over; or what there is to say against it.
struct Courier::Ready {
  Delivery delivery;
  Parcel parcel;
  std::string way;  // the carrier whose silence concerns it: "mail", an origin
  std::optional<MailServer> mail;
  WebRules rules;
  std::string yaml;      // of an adapter
  std::string never;     // cannot be handed over at all
  bool not_yet = false;  // the installation has no such carrier at present
};

struct Courier::Means {  // what all deliveries of one pass have in common
  std::optional<MailServer> mail;
  WebRules rules;
  std::string page;
};

// A password that cannot be opened is no reason to send nothing by other ways: mails wait.
Result<Courier::Means> Courier::means_of(Reading& reading, Delivered& out) {
  Means means{{}, TRY(web_rules(reading)), TRY(page_address(reading))};
  auto mail = mail_server(reading, installation_);
  if (mail)
    means.mail = std::move(*mail);
  else if (mail.error().code == "link.sealed")
    out.unreachable.push_back("mail: " + mail.error().code);
  else
    return std::unexpected(mail.error());
  return means;
}

Result<std::vector<Courier::Ready>> Courier::ready(bool at_once, Delivered& out) {
  constexpr std::size_t kMost = 64;  // and what is left of a page
  auto reading = TRY(installation_.reading());
  std::vector<Ready> found;
  std::optional<Means> means;
  RecordQuery query;
  query.kind = kDelivery;
  query.code = kWaiting;
  query.limit = 64;
  const std::string now = installation_.now().iso();
  while (cursor_ && found.size() < kMost) {
    query.after = *cursor_;
    const auto page = TRY(reading->records(query));
    if (static_cast<int>(page.size()) < query.limit)
      cursor_.reset();
    else
      cursor_ = page.back().id;
    for (const RecordRow& row : page) {
      Ready r{delivery_from(document_of(row), row.id), {}, {}, {}, {}, {}, {}, false};
      ++out.waiting;
      if (!at_once && r.delivery.next > now) continue;
      if (!means) means = TRY(means_of(*reading, out));
      r.mail = means->mail;
      r.rules = means->rules;
      // One that cannot even be prepared stands in nobody else's way.
      if (const auto s = prepare(*reading, r, means->page); !s) {
        if (s.error().kind == ErrorKind::External && s.error().code != "link.sealed")
          return std::unexpected(s.error());
        r.never = s.error().code;
      }
      found.push_back(std::move(r));
    }
  }
  return found;
}

Status Courier::prepare(Reading& reading, Ready& r, const std::string& page) {
  const Delivery& d = r.delivery;
  Channel channel{d.account, d.channel, {}, "zh-CN", {}};
  const auto record = TRY(reading.record(kChannel, d.account + "/" + d.channel));
  if (record) channel.lang = text(document_of(*record), "lang");
  const auto address = TRY(address_of(reading, installation_, channel));
  const auto notice = TRY(reading.record(kNotice, d.notice));
  if (!address || !notice || !TRY(is_open(reading, d.account))) {
    r.never = "the channel has been taken away";
    return {};
  }
  r.parcel = TRY(notice_parcel(installation_, reading, *notice, d.account, channel.lang, page));
  r.parcel.id = d.id;
  r.parcel.to = address->to;
  r.parcel.secret = address->secret;
  r.way = origin_of(address->to);
  if (d.channel == "mail") {
    r.way = "mail";
    r.not_yet = !r.mail;
  } else if (d.channel != "webhook") {
    const auto yaml = adapter_yaml(reading, installation_.shelf().library(), d.channel);
    if (!yaml) {
      r.never = "no such adapter";
      return {};
    }
    r.yaml = *yaml;
    if (r.way.empty()) r.way = d.channel;
  }
  return {};
}

// Two nodes of one database would both hand everything over.
Result<bool> Courier::my_turn() {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  std::error_code error;
  const auto folder = std::filesystem::absolute(installation_.paths().folder, error);
  const std::string me = std::string(host.data()) + ":" + folder.lexically_normal().string();
  const std::int64_t now = wall_millis();
  if (now < turn_until_ - kTurnSeconds * 500) return true;
  auto work = TRY(installation_.store().begin());
  if (const auto turn = TRY(work->meta("courier"))) {
    const std::int64_t until = leading_number(*turn);
    const auto space = turn->find(' ');
    const bool mine = space != std::string::npos && turn->substr(space + 1) == me;
    // A turn from the far future is of a clock that was wrong.
    if (!mine && now < until && until <= now + kTurnSeconds * 1000) return false;
  }
  turn_until_ = now + kTurnSeconds * 1000;
  CHECK(work->put_meta("courier", std::to_string(turn_until_) + " " + me));
  CHECK(work->commit());
  return true;
}

Status Courier::note(const Made& made, Delivered& out) {
  const std::int64_t attempts = made.delivery.attempts + 1;
  const Handed::How how = made.handed.how;
  const bool again = how == Handed::How::Later && made.failures < kMostNotes &&
                     attempts <= static_cast<std::int64_t>(kPauses.size());
  static constexpr const char* kStates[] = {"sent", "delivered", "later", "refused"};
  static constexpr const char* kEvents[] = {"delivery sent", "delivery delivered",
                                            "delivery put off", "delivery refused"};
  const auto state = again ? 2u : how == Handed::How::Later ? 3u : static_cast<unsigned>(how);
  Request request;
  request.actor = system_actor();
  request.act = [&](Desk& desk) -> Result<Deed> {
    Desk::RecordChange change;
    change.kind = kDelivery;
    change.id = made.delivery.id;
    change.event = kEvents[state];
    change.fields = {{"state", kStates[state]}, {"attempts", attempts}};
    // What the other side said may be what cannot be written down: then only that it was so.
    change.fields["reason"] =
        made.failures < kMostNotes ? readable(made.handed.answer) : "not noted: " + made.why;
    change.personal = {"reason"};  // what a mail server says often names the address
    if (again) {
      const std::int64_t pause = kPauses[static_cast<std::size_t>(attempts - 1)];
      change.fields["next"] = desk.now().plus_millis(pause * 1000).iso();
    } else {
      change.fields["next"] = "";
      change.fields["at"] = desk.now().iso();
      change.code = kEnded;
    }
    change.on = desk.now().date();
    return desk.change_record(change, system_actor());
  };
  const auto done = installation_.submit(std::move(request));
  if (!done) return std::unexpected(done.error());
  ++(state < 2 ? out.sent : state == 2 ? out.later : out.refused);
  if (state != 2) --out.waiting;
  return {};
}

// Notes what was handed over. Where that fails it is kept, and noted later without being handed
// over again; until then nothing else is handed over either.
Status Courier::keep(Made made, Delivered& out) {
  const Status noted = note(made, out);
  const std::string id = made.delivery.id;
  if (noted) {
    unnoted_.erase(id);
    return noted;
  }
  made.why = noted.error().code;
  const auto last = static_cast<int>(kPauses.size()) - 1;
  const std::int64_t pause = kPauses[static_cast<std::size_t>(std::min(made.failures, last))];
  ++made.failures;
  made.next = wall_millis() + pause * 1000;
  book_closed_until_ = wall_millis() + kPauses.front() * 1000;
  unnoted_.insert_or_assign(id, std::move(made));
  return noted;
}

Status Courier::keep_what_is_left(bool at_once, Delivered& out) {
  Status first;
  const std::map<std::string, Made> left = unnoted_;
  for (const auto& [id, made] : left) {
    if (!at_once && made.next > wall_millis()) continue;
    ++out.waiting;  // it will not be among those that are ready
    if (const Status s = keep(made, out); !s && first) first = s;
  }
  return first;
}

Handed Courier::hand(const Ready& r, Carriers& carriers, const std::stop_token& stop) {
  if (!r.never.empty()) return {Handed::How::Never, r.never, false};
  if (r.delivery.channel == "mail") return carriers.mail(*r.mail, r.parcel, stop);
  if (r.delivery.channel == "webhook") return carriers.webhook(r.rules, r.parcel, stop);
  return carriers.adapter(r.rules, r.yaml, r.parcel, stop);
}

Result<Delivered> Courier::deliver(bool at_once, std::stop_token stop) {
  Delivered out;
  Carriers* all = TRY(carriers());
  cursor_ = "";
  if (at_once) silent_until_.clear();
  CHECK(keep_what_is_left(at_once, out));
  if (!at_once && wall_millis() < book_closed_until_) return out;
  while (cursor_ && !stop.stop_requested()) {
    const auto found = TRY(ready(at_once, out));
    for (const Ready& r : found) {
      if (stop.stop_requested()) return out;
      if (r.not_yet || silent_until_[r.way] > wall_millis()) continue;
      if (unnoted_.contains(r.delivery.id)) continue;
      if (!TRY(my_turn())) return Delivered{};
      const Handed handed = hand(r, *all, stop);
      if (stop.stop_requested() && handed.how == Handed::How::Later) return out;
      if (handed.unreachable) {
        silent_until_[r.way] = wall_millis() + kSilentSeconds * 1000;
        out.unreachable.push_back(r.way + ": " + readable(handed.answer));
      }
      CHECK(keep({r.delivery, handed, 0, 0, {}}, out));
    }
  }
  return out;
}

}  // namespace dengbao
