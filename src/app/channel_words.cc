// channel set, drop, test, lead, show: by which ways an account hears of its notices, and how
// early.

#include "app/channel_words.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "app/case_view.h"
#include "app/channels.h"
#include "app/doing.h"
#include "app/leads.h"
#include "app/notices.h"
#include "app/options.h"
#include "app/sealed.h"
#include "base/text.h"

namespace dengbao {
namespace {

constexpr std::int64_t kMostSpan = 366;

Status needs_account(const Actor& actor) {
  if (!actor.party.empty()) return {};
  return fail(ErrorKind::Usage, "duty.needs_account", {}, "--as");
}

// What of an address may stand in the log and be seen by others.
std::string masked(const std::string& kind, const std::string& to) {
  if (kind == "mail") return to.substr(0, 1) + "…" + to.substr(to.find('@'));
  if (const std::string origin = origin_of(to); !origin.empty()) return origin + "/…";
  return to.size() > 4 ? "…" + to.substr(to.size() - 4) : "…";
}

Result<std::string> made_secret(Installation& in) {
  std::array<std::uint8_t, 32> bytes{};
  in.random().fill(bytes);
  return "whsec_" + base64(bytes);
}

// What an account may enter: a mail address of an allowed domain, or a web address of an origin
// that the installation allows.
Status may_go_to(Reading& reading, Installation& in, const std::string& kind,
                 const std::string& to) {
  if (to.empty() || to.size() > 2000 || std::any_of(to.begin(), to.end(), [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
      }))
    return fail(ErrorKind::BadInput, "channel.address", {{"address", to}}, "--to");
  if (kind == "mail") {
    if (!is_mail_address(to))
      return fail(ErrorKind::BadInput, "channel.mail_address", {{"address", to}}, "--to");
    if (!TRY(has_mail_server(reading))) return fail(ErrorKind::Refused, "channel.no_mail");
    const auto domains = TRY(mail_domains(reading));
    const std::string domain = to.substr(to.find('@') + 1);
    if (!domains.empty() && std::find(domains.begin(), domains.end(), domain) == domains.end())
      return fail(ErrorKind::Refused, "channel.mail_domain", {{"domain", domain}}, "--to");
    return {};
  }
  std::string url = to;
  if (kind != "webhook") {
    const std::string yaml = TRY(adapter_yaml(reading, in.shelf().library(), kind));
    Carriers* all = TRY(carriers());
    const AdapterHead head = TRY(all->read_adapter(yaml, kind));
    if (!head.url.empty()) url = head.url;
  }
  const std::string origin = origin_of(url);
  if (origin.empty())
    return fail(ErrorKind::BadInput, "channel.web_address", {{"address", to}}, "--to");
  const auto allowed = TRY(web_rules(reading)).allowed;
  if (std::find(allowed.begin(), allowed.end(), origin) == allowed.end())
    return fail(ErrorKind::Refused, "channel.not_allowed", {{"origin", origin}}, "--to");
  return {};
}

Result<Answer> set(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(needs_account(actor));
  const std::string kind = a.text("kind"), to = a.text("to");
  CHECK(may_go_to(*reading, *in, kind, to));
  reading.reset();
  std::string secret = a.text("secret");
  if (kind == "webhook" && secret.empty()) secret = TRY(made_secret(*in));
  if (kind == "webhook") {
    const auto key = secret.starts_with("whsec_") ? from_base64(secret.substr(6)) : std::nullopt;
    if (!key || key->size() < 24 || key->size() > 64)
      return fail(ErrorKind::BadInput, "channel.secret", {}, "--secret");
  }
  Request r = request_of(actor, a, "channel set");
  r.act = [&](Desk& desk) -> Result<Deed> {
    const Channel channel{actor.account, kind, masked(kind, to), {}, {}};
    Desk::RecordChange change;
    change.kind = kChannel;
    change.id = actor.account + "/" + kind;
    change.event = "channel set";
    change.fields = {{"account", actor.account},
                     {"channel", kind},
                     {"shown", channel.shown},
                     {"lang", a.has("language") ? a.text("language") : "zh-CN"},
                     {"about", a.has("about") ? a.text("about") : "all"},
                     {"dropped", false}};
    change.owner_party = actor.party;
    change.name = actor.account;
    change.on = desk.now().date();
    Deed deed = TRY(desk.change_record(change, actor));
    CHECK(keep_sealed(desk.work(), *in, channel.secret(), {{"to", to}, {"secret", secret}}));
    return deed;
  };
  Answer answer = TRY(submit(session, *in, std::move(r)));
  // Shown once: whoever receives must know it, and nobody else needs it.
  if (kind == "webhook" && !a.has("secret")) answer.value.as_object()["secret"] = secret;
  return answer;
}

Result<Answer> drop(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(needs_account(actor));
  reading.reset();
  Request r = request_of(actor, a, "channel drop");
  r.act = [&](Desk& desk) -> Result<Deed> {
    for (const Channel& c : TRY(channels_of_account(desk.work(), actor.account))) {
      if (c.kind != a.text("kind")) continue;
      Desk::RecordChange change;
      change.kind = kChannel;
      change.id = actor.account + "/" + c.kind;
      change.event = "channel dropped";
      change.fields = {{"dropped", true}, {"shown", ""}};
      change.on = desk.now().date();
      Deed deed = TRY(desk.change_record(change, actor));
      CHECK(keep_sealed(desk.work(), *in, c.secret(), {}));
      return deed;
    }
    return fail(ErrorKind::NotFound, "channel.none", {{"kind", a.text("kind")}});
  };
  return submit(session, *in, std::move(r));
}

Result<Answer> test(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(needs_account(actor));
  reading.reset();
  Request r = request_of(actor, a, "channel test");
  r.act = [&](Desk& desk) -> Result<Deed> {
    const auto all = TRY(channels_of_account(desk.work(), actor.account));
    if (std::none_of(all.begin(), all.end(),
                     [&](const Channel& c) { return c.kind == a.text("kind"); }))
      return fail(ErrorKind::NotFound, "channel.none", {{"kind", a.text("kind")}});
    Notice notice{"test", actor.party, actor.account, {}, {}, {}, {}, desk.now().date()};
    notice.channel = a.text("kind");
    return send_notice(desk, notice, actor);
  };
  return submit(session, *in, std::move(r));
}

Result<Answer> lead(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(needs_account(actor));
  reading.reset();
  if (a.has("before") == a.has("none")) return fail(ErrorKind::Usage, "lead.which");
  std::string span;
  if (a.has("before")) {
    const auto parsed = Span::parse(a.text("before"));
    if (!parsed || parsed->count < 1 ||
        (parsed->unit != Span::Unit::Millis && parsed->count > kMostSpan) ||
        (parsed->unit == Span::Unit::Months && parsed->count > 12) ||
        (parsed->unit == Span::Unit::Millis && parsed->count > kMostSpan * 86'400'000))
      return fail(ErrorKind::BadInput, "lead.span", {{"value", a.text("before")}}, "--before");
    span = parsed->text();
  }
  Request r = request_of(actor, a, "channel lead");
  r.act = [&](Desk& desk) -> Result<Deed> {
    json::object before = lead_json(TRY(lead_of(desk.work(), actor.account)));
    if (a.has("none"))
      before.erase(a.text("duty"));
    else
      before[a.text("duty")] = span;
    Desk::RecordChange change;
    change.kind = kLead;
    change.id = actor.account;
    change.event = "lead time chosen";
    change.fields = {{"before", before}};
    change.owner_party = actor.party;
    change.name = actor.account;
    change.on = desk.now().date();
    Deed deed = TRY(desk.change_record(change, actor));
    deed.more["before"] = before;
    return deed;
  };
  return submit(session, *in, std::move(r));
}

Result<Answer> show(Session& session, const Arguments&) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  json::array chosen, offered;
  for (const Channel& c : TRY(channels_of_account(*reading, actor.account)))
    chosen.push_back(json::object{
        {"channel", c.kind}, {"shown", c.shown}, {"language", c.lang}, {"about", c.about}});
  const WebRules rules = TRY(web_rules(*reading));
  const auto offer = [&](const std::string& id, const Label& title, const Label& address,
                         bool ready) {
    offered.push_back(json::object{{"channel", id},
                                   {"title", label_json(title)},
                                   {"address", label_json(address)},
                                   {"ready", ready}});
  };
  offer("mail", {"电子邮件", "Mail"}, {"邮箱地址", "mail address"}, TRY(has_mail_server(*reading)));
  offer("webhook", {"Webhook（Standard Webhooks）", "Webhook (Standard Webhooks)"},
        {"接收程序的网址", "address of the receiving program"}, !rules.allowed.empty());
  for (const AdapterHead& head : TRY(adapters(*reading, in->shelf().library())))
    offer(head.id, head.title, head.address, !rules.allowed.empty());
  Answer answer;
  answer.value = json::object{{"account", actor.account},
                              {"chosen", std::move(chosen)},
                              {"offered", std::move(offered)},
                              {"allowed", json::array(rules.allowed.begin(), rules.allowed.end())},
                              {"before", lead_json(TRY(lead_of(*reading, actor.account)))}};
  answer.rows = "chosen";
  answer.columns = {{"channel", {"渠道", "Channel"}},
                    {"shown", {"地址", "Address"}},
                    {"language", {"语言", "Language"}},
                    {"about", {"范围", "About"}}};
  return answer;
}

Option key_option() {
  return option("key", "K", {"幂等键：同一键的同一请求只生效一次", "idempotency key"});
}

Option one_of(Option o, std::vector<std::string> choices) {
  o.choices = std::move(choices);
  return o;
}

void add_choosing(Catalogue& all, const Option& kind) {
  all.push_back(
      {"channel set",
       Needs::Writing,
       "act",
       {"设定通知渠道：页面之外还从哪里收到消息",
        "choose a channel: where notices reach me beside the page"},
       {"dengbao --as zhang channel set mail --to zhang@example.org",
        "dengbao --as zhang channel set webhook --to https://hooks.example.org/dengbao"},
       {kind,
        option("to", "ADDRESS", {"邮箱、网址或手机号", "mail or web address, or number"}, true),
        option(
            "secret", "SECRET",
            {"webhook 的签名密钥（whsec_…，不填则生成）", "whsec_… of a webhook (made if absent)"}),
        one_of(option("about", "SCOPE",
                      {"all：本单位全部；mine：归我办或没有人领取的",
                       "all: of my party; mine: mine to do, or nobody's yet"}),
               {"all", "mine"}),
        one_of(option("language", "LANG", {"消息的语言", "language of what is sent"}),
               {"zh-CN", "en"}),
        key_option()},
       set,
       {.tells_secret = true}});
  all.push_back({"channel drop",
                 Needs::Writing,
                 "act",
                 {"停用一个通知渠道，并删去地址", "leave a channel; its address is deleted"},
                 {"dengbao --as zhang channel drop mail", "dengbao --as zhang channel drop wecom"},
                 {kind, key_option()},
                 drop});
  all.push_back(
      {"channel test",
       Needs::Writing,
       "act",
       {"从这个渠道给自己发一条试发消息", "send oneself a trial by this channel"},
       {"dengbao --as zhang channel test mail", "dengbao --as zhang channel test webhook --json"},
       {kind, key_option()},
       test});
}

}  // namespace

void add_channel_words(Catalogue& all) {
  const Option kind = positional(
      "kind", "KIND", {"mail、webhook 或适配器，如 wecom", "mail, webhook or an adapter"});
  all.push_back(
      {"channel show",
       Needs::Reading,
       "read",
       {"我的通知渠道、提前量，以及可选的渠道", "my channels, lead times, and what is offered"},
       {"dengbao --as zhang channel show", "dengbao --as zhang channel show --json"},
       {},
       show});
  add_choosing(all, kind);
  all.push_back({"channel lead",
                 Needs::Writing,
                 "act",
                 {"提前多久提醒我；法规包规定的提醒照旧",
                  "how early to remind me; the law's own reminders stay"},
                 {"dengbao --as zhang channel lead --before P5WD",
                  "dengbao --as zhang channel lead --before P10D --duty review"},
                 {option("before", "SPAN",
                         {"P5WD 为五个工作日，P10D 为十天", "P5WD: working days, P10D: days"}),
                  option("duty", "DUTY",
                         {"只对这种待办；不填为其余全部", "of this duty; all others if absent"}),
                  option("none", "", {"不再提前", "no earlier than the law says"}), key_option()},
                 lead});
  add_carrier_words(all);
  add_feed_words(all);
}

}  // namespace dengbao
