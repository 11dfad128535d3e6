#include "server/account_words.h"

#include <boost/json.hpp>

#include "app/doing.h"
#include "server/accounts.h"
#include "server/store_vault.h"

namespace dengbao::server {
namespace {

// One word's look at the secrets of the installation it works on.
class SecretsDesk {
 public:
  static Result<std::unique_ptr<SecretsDesk>> open(Session& session, bool writing) {
    Installation* in = TRY(session.installation(writing));
    auto reading = TRY(in->reading());
    const Actor actor = TRY(actor_of(session, *reading));
    return std::unique_ptr<SecretsDesk>(new SecretsDesk(*in, actor));
  }
  Installation& installation() { return in_; }
  identity::Identity& identity() { return identity_; }
  Status note(const std::string& account, const std::string& event) {
    return note_change(in_, actor_, account, event);
  }

 private:
  SecretsDesk(Installation& in, Actor actor)
      : in_(in),
        actor_(std::move(actor)),
        vault_(in.store(), in.key()),
        identity_(vault_, {}, standings(in, false), machine_now) {}
  Installation& in_;
  Actor actor_;
  StoreVault vault_;
  identity::Identity identity_;
};

Answer answer_of(json::value value) {
  return Answer{std::move(value), false, {}, {}, {}, {}};
}

Result<Answer> ticket(Session& session, const Arguments& a) {
  auto desk = TRY(SecretsDesk::open(session, true));
  const std::string account = a.text("name");
  const std::string secret = TRY(desk->identity().ticket(account));
  CHECK(desk->note(account, "ticket made"));
  return answer_of(json::object{
      {"account", account}, {"ticket", secret}, {"hours", desk->identity().policy().ticket_hours}});
}

Result<Answer> unlock(Session& session, const Arguments& a) {
  auto desk = TRY(SecretsDesk::open(session, true));
  const std::string account = a.text("name");
  auto reading = TRY(desk->installation().reading());
  if (!TRY(reading->record("account", account)))
    return fail(ErrorKind::NotFound, "account.none", {{"account", account}});
  reading.reset();
  CHECK(desk->identity().unlock(account));
  CHECK(desk->note(account, "account unlocked"));
  return answer_of(json::object{{"account", account}, {"unlocked", true}});
}

Result<Answer> sessions(Session& session, const Arguments& a) {
  auto desk = TRY(SecretsDesk::open(session, false));
  json::array rows;
  for (const identity::SignIn& s : TRY(desk->identity().sign_ins(a.text("name"))))
    rows.push_back(
        json::object{{"id", s.id},
                     {"kind", s.kind == identity::SignInKind::Token ? "token" : "session"},
                     {"name", s.name},
                     {"from", s.from},
                     {"made", s.made.iso()},
                     {"seen", s.seen.iso()},
                     {"until", s.until.iso()}});
  return answer_of(std::move(rows));
}

Result<Answer> end(Session& session, const Arguments& a) {
  auto desk = TRY(SecretsDesk::open(session, true));
  CHECK(desk->identity().end_all(a.text("name")));
  CHECK(desk->note(a.text("name"), "sessions ended"));
  return answer_of(json::object{{"account", a.text("name")}, {"ended", true}});
}

}  // namespace

void add_account_words(Catalogue& all) {
  const Option name{.name = "name",
                    .value = "NAME",
                    .help = {"账号名", "account"},
                    .positional = true,
                    .required = true};
  all.push_back(
      {.word = "account ticket",
       .needs = Needs::Writing,
       .permission = "secure",
       .help = {"签发一次性凭证，持有人凭它设定密码",
                "Make a one-time ticket with which its holder sets the password"},
       .examples = {"dengbao account ticket zhang", "dengbao account ticket zhang --json"},
       .options = {name},
       .run = ticket,
       .exposure = {.tells_secret = true}});
  all.push_back(
      {.word = "account unlock",
       .needs = Needs::Writing,
       .permission = "secure",
       .help = {"解除登录锁定", "Unlock an account"},
       .examples = {"dengbao account unlock zhang", "dengbao account unlock zhang --json"},
       .options = {name},
       .run = unlock});
  all.push_back(
      {.word = "account sessions",
       .needs = Needs::Reading,
       .permission = "secure",
       .help = {"列出账号的会话与令牌", "Sessions and tokens of an account"},
       .examples = {"dengbao account sessions zhang", "dengbao account sessions zhang --json"},
       .options = {name},
       .run = sessions});
  all.push_back({.word = "account end",
                 .needs = Needs::Writing,
                 .permission = "secure",
                 .help = {"结束账号的全部会话与令牌", "End every session and token of an account"},
                 .examples = {"dengbao account end zhang", "dengbao account end zhang --json"},
                 .options = {name},
                 .run = end});
}

}  // namespace dengbao::server
