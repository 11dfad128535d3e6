#include "client/remote.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <thread>

#include "app/doing.h"
#include "app/interrupt.h"
#include "base/text.h"
#include "client/tokens.h"
#include "http/client.h"
#include "server/arguments_in.h"
#include "server/envelope.h"
#include "server/exposure.h"
#include "server/routes.h"

namespace dengbao::client {
namespace {

using server::Carries;
namespace fs = std::filesystem;

std::string query_of(const std::vector<std::pair<std::string, std::string>>& all) {
  std::string out;
  for (const auto& [name, value] : all)
    out += (out.empty() ? "?" : "&") + http::percent_encoded(name) + "=" +
           http::percent_encoded(value);
  return out;
}

// What a refusal of the server says here.
Explanation failure_of(const http::Response& r) {
  json::error_code error;
  const json::value v = json::parse(r.body, error);
  if (v.is_object())
    if (const json::value* e = v.get_object().if_contains("explanation"); e && e->is_object())
      return server::explanation_from(e->get_object());
  return {ErrorKind::External,  "client.status", {{"status", std::to_string(r.status)}}, {}, {}, {},
          r.body.substr(0, 500)};
}

// One word on its way to the server.
class Errand {
 public:
  Errand(const UseCase& u, const Globals& globals, const Arguments& given, http::Address address,
         const Progress& progress)
      : use_case_(u),
        globals_(globals),
        given_(given),
        address_(std::move(address)),
        progress_(progress) {}

  Result<Answer> run() {
    if (!server::offered(use_case_))
      return fail(ErrorKind::Usage, "client.not_there", {{"what", use_case_.word}});
    if (const auto token = TRY(token_of(address_.shown())))
      headers_.set("Authorization", "Bearer " + *token);
    headers_.set("Accept", server::kEnvelope);
    const Catalogue one{use_case_};
    const auto routes = server::routes_of(one);
    const server::Route& route =
        *std::find_if(routes.begin(), routes.end(), [&](const auto& r) { return fits(r); });
    CHECK(carry(route));
    Answer out = TRY(send(route));
    // Without a limit the whole list is wanted, as it is made here.
    while (server::pages_itself(use_case_) && !given_.has("limit") && !out.next.empty()) {
      std::erase_if(query_, [](const auto& q) { return q.first == "after"; });
      query_.emplace_back("after", out.next);
      Answer more = TRY(send(route));
      for (auto& row : more.value.as_array()) out.value.as_array().push_back(std::move(row));
      out.negative = out.negative || more.negative;
      out.next = more.next;
    }
    return out;
  }

 private:
  // Of two routes of a word the one for files serves a file that is here.
  bool fits(const server::Route& route) const {
    for (const Option& o : use_case_.options)
      if (server::carries(o) == Carries::TextOrUpload)
        return is_file(given_.text(o.name)) == (route.method == "POST");
    return true;
  }
  static bool is_file(const std::string& path) {
    std::error_code error;
    return fs::is_regular_file(path, error);
  }

  Status carry(const server::Route& route) {
    if (globals_.lang == "en") query_.emplace_back("lang", "en");
    if (globals_.on) query_.emplace_back("on", globals_.on->iso());
    if (globals_.as_of) query_.emplace_back("as-of", globals_.as_of->iso());
    path_ = std::string(server::kBase);
    for (const server::Segment& s : route.path) {
      const Option* o = s.parameter ? option_of(s.text) : nullptr;
      path_ += "/" + (o ? http::percent_encoded(given_.text(o->name)) : s.text);
      if (o) taken_.push_back(o->name);
    }
    for (const Option& o : use_case_.options)
      if (given_.has(o.name) && std::find(taken_.begin(), taken_.end(), o.name) == taken_.end())
        CHECK(add(route, o));
    return {};
  }
  const Option* option_of(const std::string& wire) const {
    for (const Option& o : use_case_.options)
      if (server::wire_name(o) == wire) return &o;
    return nullptr;
  }

  Status add(const server::Route& route, const Option& o) {
    if (server::carries(o) == Carries::Nothing)
      return fail(ErrorKind::Usage, "client.not_there", {{"what", "--" + o.name}});
    const std::string name = server::wire_name(o);
    json::array values;
    for (const std::string& value : given_.all(o.name))
      values.push_back(json::string(TRY(brought(o, value))));
    if (route.method != "GET") {
      body_[name] = o.value.empty() ? json::value(true)
                    : o.many        ? json::value(std::move(values))
                                    : values.back();
      return {};
    }
    for (const json::value& v : values)
      query_.emplace_back(name, o.value.empty() ? "true" : std::string(v.as_string()));
    return {};
  }

  // The value as the server takes it: a file by the id of its upload.
  Result<std::string> brought(const Option& o, const std::string& value) {
    const Carries c = server::carries(o);
    if (c == Carries::NamedUpload) {
      const auto eq = value.find('=');
      if (eq == std::string::npos || eq == 0) return value;  // refused there, as it is here
      const std::string slot = value.substr(0, eq), path = value.substr(eq + 1);
      auto id = upload(path);
      if (!id && id.error().code == "app.no_file")
        return fail(ErrorKind::Refused, "app.attachment_missing", {{"file", path}, {"slot", slot}},
                    path);
      return slot + "=" + TRY(std::move(id));
    }
    if (c == Carries::Upload || (c == Carries::TextOrUpload && is_file(value)))
      return upload(value);
    return value;
  }

  Result<std::string> upload(const std::string& path) {
    const std::string bytes = TRY(read_whole_file(path));
    http::Headers headers = headers_;
    headers.set("Content-Type", "application/octet-stream");
    const std::string target = std::string(server::kBase) + "/upload" +
                               query_of({{"name", fs::path(path).filename().string()}});
    const http::Response r = TRY(http::ask(address_, "POST", target, headers, bytes));
    if (r.status != 200) return std::unexpected(failure_of(r));
    const json::value v = TRY(parse_json(r.body, "upload"));
    const json::value* id = v.is_object() ? v.get_object().if_contains("upload") : nullptr;
    if (!id || !id->is_string()) return fail(ErrorKind::External, "client.no_answer");
    return "upload:" + std::string(id->get_string());
  }

  Result<Answer> send(const server::Route& route) {
    http::Headers headers = headers_;
    std::string body;
    if (route.method != "GET") {
      headers.set("Content-Type", "application/json");
      body = json::serialize(body_);
    }
    if (server::takes_long(use_case_)) headers.set("Prefer", "respond-async");
    http::Response r =
        TRY(http::ask(address_, route.method, path_ + query_of(query_), headers, body));
    if (r.status == 202) r = TRY(end_of_job(std::string(r.headers.get("Location"))));
    if (r.status != 200) return std::unexpected(failure_of(r));
    return server::answer_from(TRY(parse_json(r.body, "answer")));
  }

  // Looks at a job until it is over, and fetches what it answered.
  Result<http::Response> end_of_job(const std::string& place) {
    if (!place.starts_with(std::string(server::kBase) + "/job/"))
      return fail(ErrorKind::External, "client.no_answer");
    auto pause = std::chrono::milliseconds(50);
    for (bool asked_to_stop = false;;) {
      const http::Response r = TRY(http::ask(address_, "GET", place, headers_, ""));
      if (r.status != 200) return r;
      const json::value v = TRY(parse_json(r.body, "job"));
      const auto member = [&](const char* name) {
        const json::value* one = v.is_object() ? v.get_object().if_contains(name) : nullptr;
        return one ? *one : json::value();
      };
      const json::value state = member("state"), what = member("what"), done = member("done"),
                        total = member("total");
      if (state != "waiting" && state != "running") break;
      if (progress_ && what.is_string() && done.is_int64() && total.is_int64())
        progress_(std::string(what.get_string()), done.get_int64(), total.get_int64());
      if (interrupted() && !asked_to_stop) {
        asked_to_stop = true;
        TRY(http::ask(address_, "DELETE", place, headers_, ""));
      }
      // Whoever wants to stop does not wait for the next look.
      const auto until = std::chrono::steady_clock::now() + pause;
      do std::this_thread::sleep_for(std::chrono::milliseconds(50));
      while (std::chrono::steady_clock::now() < until && (!interrupted() || asked_to_stop));
      pause = std::min(pause * 2, std::chrono::milliseconds(1000));
    }
    http::Response out = TRY(http::ask(address_, "GET", place + "/result", headers_, ""));
    TRY(http::ask(address_, "DELETE", place, headers_, ""));
    return out;
  }

  const UseCase& use_case_;
  const Globals& globals_;
  const Arguments& given_;
  http::Address address_;
  const Progress& progress_;
  http::Headers headers_;
  std::string path_;
  std::vector<std::string> taken_;  // options that stand in the path
  std::vector<std::pair<std::string, std::string>> query_;
  json::object body_;
};

}  // namespace

Result<Answer> perform_there(const UseCase& use_case, const Globals& globals,
                             const Arguments& arguments, const std::string& url,
                             const Progress& progress) {
  if (!globals.account.empty()) return fail(ErrorKind::Usage, "client.as");
  return Errand(use_case, globals, arguments, TRY(http::read_address(url)), progress).run();
}

}  // namespace dengbao::client
