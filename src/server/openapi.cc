#include "server/openapi.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>

#include "base/text.h"
#include "server/exposure.h"
#include "server/shapes.h"

namespace dengbao::server {
namespace {

json::object parameter(std::string name, const char* in, bool required, json::object schema,
                       std::string description = {}) {
  json::object o{{"name", std::move(name)}, {"in", in}, {"schema", std::move(schema)}};
  if (required) o["required"] = true;
  if (!description.empty()) o["description"] = std::move(description);
  return o;
}

json::object schema_of(const Option& o) {
  json::object one{{"type", "string"}};
  if (o.value.empty()) return {{"type", "boolean"}};
  if (o.value == "N") one["type"] = "integer";
  if (o.value == "DATE") one["format"] = "date";
  if (!o.choices.empty()) {
    json::array known;
    for (const std::string& c : o.choices) known.push_back(json::string(c));
    one["enum"] = std::move(known);
  }
  const Carries c = carries(o);
  if (c == Carries::Upload) one["pattern"] = "^upload:";
  if (c == Carries::NamedUpload) one["pattern"] = "^[^=]+=upload:";
  if (!o.many) return one;
  json::object list{{"type", "array"}, {"items", std::move(one)}};
  if (o.value.find('=') == std::string::npos) return list;
  return {{"oneOf", json::array{std::move(list), json::object{{"type", "object"}}}}};
}

json::object problem_response(const char* what) {
  return {{"description", what},
          {"content",
           json::object{{"application/problem+json",
                         json::object{{"schema",
                                       json::object{{"$ref", "#/components/schemas/Problem"}}}}}}}};
}

json::object responses_of(bool open, json::object schema = {}) {
  json::object out{
      {"200",
       json::object{{"description", "the value that --json prints"},
                    {"content", json::object{{"application/json",
                                              json::object{{"schema", std::move(schema)}}}}}}},
      {"400", problem_response("usage")},
      {"404", problem_response("not found")},
      {"422", problem_response("bad input")}};
  if (!open) {
    out["401"] = problem_response("not signed in");
    out["403"] = problem_response("refused");
  }
  return out;
}

std::string operation_id(const Route& route) {
  std::string out = route.use_case->word;
  for (char& c : out)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return route.method == "POST" && !writes(*route.use_case) ? out + "_of_file" : out;
}

bool in_path(const Route& route, const Option& o) {
  return std::any_of(route.path.begin(), route.path.end(),
                     [&](const Segment& s) { return s.parameter && s.text == wire_name(o); });
}

bool lists(const UseCase& u) {
  return u.word.ends_with(" list");
}

json::object operation(const Route& route) {
  const UseCase& u = *route.use_case;
  const bool open = open_to_all(u), posts = route.method == "POST";
  json::array parameters, required;
  json::object members;
  for (const Option& o : u.options) {
    if (carries(o) == Carries::Nothing) continue;
    const std::string name = wire_name(o);
    const std::string help = o.help.zh + " / " + o.help.en;
    if (in_path(route, o)) {
      parameters.push_back(parameter(name, "path", true, {{"type", "string"}}, help));
    } else if (posts) {
      json::object schema = schema_of(o);
      schema["description"] = help;
      members[name] = std::move(schema);
      if (o.required) required.push_back(json::string(name));
    } else if ((name != "limit" && name != "after") || !lists(u)) {
      parameters.push_back(parameter(name, "query", o.required, schema_of(o), help));
    }
  }
  for (const char* name : {"lang", "on", "as-of"})
    parameters.push_back(json::object{{"$ref", std::string("#/components/parameters/") + name}});
  if (!posts && lists(u))
    for (const char* name : {"limit", "after"})
      parameters.push_back(json::object{{"$ref", std::string("#/components/parameters/") + name}});
  if (posts && writes(u))
    parameters.push_back(json::object{{"$ref", "#/components/parameters/Idempotency-Key"}});
  json::object o{{"operationId", operation_id(route)},
                 {"summary", u.help.zh},
                 {"description", u.help.en},
                 {"tags", json::array{route.path.front().text}},
                 {"parameters", std::move(parameters)},
                 {"responses", responses_of(open, answer_schema(u.word))}};
  o["x-permission"] = u.permission.empty() ? "public" : u.permission;
  if (open) o["security"] = json::array{};
  if (!open && (posts || takes_long(u)))
    o["responses"].as_object()["202"] = json::object{
        {"description", "goes on as a job: Location says where (Prefer: respond-async)"}};
  if (posts) {
    json::object schema{{"type", "object"}, {"properties", std::move(members)}};
    if (!required.empty()) schema["required"] = std::move(required);
    o["requestBody"] = json::object{
        {"content",
         json::object{{"application/json", json::object{{"schema", std::move(schema)}}}}}};
  }
  return o;
}

// What is not a use case: signing in, files, events.
struct OwnPath {
  const char *method, *path, *id, *zh, *en;
  bool open;
};
constexpr OwnPath kOwn[] = {
    {"post", "/session", "sign_in", "登录", "sign in", true},
    {"get", "/session", "session", "当前会话", "who is signed in", false},
    {"delete", "/session", "sign_out", "退出", "sign out", false},
    {"post", "/session/password", "set_password", "用一次性凭证或原密码设定密码",
     "set a password with a ticket or the present one", true},
    {"post", "/session/otp", "offer_otp", "申请动态口令密钥", "a new secret for one-time codes",
     false},
    {"post", "/session/otp/confirm", "confirm_otp", "确认动态口令", "confirm it with a code",
     false},
    {"post", "/session/proof", "prove_again", "再次确认本人，以便签发",
     "show again who one is, to sign", false},
    {"get", "/session/all", "sessions", "我的会话与令牌", "my sessions and tokens", false},
    {"delete", "/session/{id}", "end_session", "结束一个会话或令牌", "end one of them", false},
    {"get", "/session/providers", "sign_in_providers", "可用于登录的身份提供方",
     "identity providers that one may sign in by", true},
    {"post", "/session/provider/{name}", "sign_in_by", "经身份提供方登录：去往",
     "sign in by an identity provider: the way out", true},
    {"post", "/session/return", "sign_in_return", "经身份提供方登录：返回",
     "sign in by an identity provider: the way back", true},
    {"post", "/session/token", "make_token", "申请接口令牌", "make an API token", false},
    {"get", "/job", "jobs", "我的后台任务", "my jobs", false},
    {"get", "/job/{job}", "job", "后台任务的状态与进度", "how far a job is", false},
    {"get", "/job/{job}/result", "job_result", "后台任务的结果", "what a job answered", false},
    {"delete", "/job/{job}", "end_job", "取消进行中的任务，或删除已结束的",
     "cancel a job, or forget one that is over", false},
    {"post", "/upload", "upload", "上传文件", "bring a file", true},
    {"get", "/document/{document}/file", "document_file", "下载文书", "fetch a document", false},
    {"get", "/file/{digest}", "file", "下载附件", "fetch an attachment", false},
    {"get", "/events", "events", "变更事件流", "a stream of changes", false},
};

json::object own_operation(const OwnPath& p) {
  json::array parameters;
  const std::string_view path = p.path;
  for (auto at = path.find('{'); at != std::string_view::npos; at = path.find('{', at + 1)) {
    const auto end = path.find('}', at);
    parameters.push_back(parameter(std::string(path.substr(at + 1, end - at - 1)), "path", true,
                                   {{"type", "string"}}));
  }
  json::object o{{"operationId", p.id},
                 {"summary", p.zh},
                 {"description", p.en},
                 {"tags", json::array{"session"}},
                 {"parameters", std::move(parameters)},
                 {"responses", responses_of(p.open)}};
  if (p.open) o["security"] = json::array{};
  return o;
}

json::object components() {
  const auto text = [](const char* format) {
    return json::object{{"type", "string"}, {"format", format}};
  };
  json::object problem{{"type", "object"}};
  json::object members;
  for (const char* name : {"type", "title", "detail", "kind", "code", "cure"})
    members[name] = json::object{{"type", "string"}};
  members["status"] = json::object{{"type", "integer"}};
  members["citations"] =
      json::object{{"type", "array"}, {"items", json::object{{"type", "string"}}}};
  problem["properties"] = std::move(members);
  json::object parameters;
  parameters["lang"] =
      parameter("lang", "query", false, {{"type", "string"}, {"enum", json::array{"zh-CN", "en"}}},
                "language of texts");
  parameters["on"] = parameter("on", "query", false, text("date"), "fact date of a move");
  parameters["as-of"] =
      parameter("as-of", "query", false, text("date-time"), "the view of that day");
  parameters["limit"] =
      parameter("limit", "query", false, {{"type", "integer"}, {"minimum", 1}, {"maximum", 10000}},
                "rows of a page");
  parameters["after"] =
      parameter("after", "query", false, {{"type", "string"}}, "the last row of the page before");
  parameters["Idempotency-Key"] =
      parameter("Idempotency-Key", "header", false, {{"type", "string"}},
                "the same request with the same key happens once");
  json::object schemas = shape_schemas();
  schemas["Problem"] = std::move(problem);
  return {{"schemas", std::move(schemas)},
          {"parameters", std::move(parameters)},
          {"securitySchemes",
           json::object{
               {"cookie", json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "dengbao"}}},
               {"token", json::object{{"type", "http"}, {"scheme", "bearer"}}}}}};
}

}  // namespace

std::string openapi(const std::vector<Route>& routes) {
  json::object paths;
  const auto add = [&paths](const std::string& path, std::string method, json::object what) {
    for (char& c : method) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (!paths.contains(path)) paths[path] = json::object{};
    paths[path].as_object()[method] = std::move(what);
  };
  for (const Route& route : routes) add(route.shown(), route.method, operation(route));
  for (const OwnPath& own : kOwn)
    add(std::string(kBase) + own.path, own.method, own_operation(own));
  paths["/calendar/{token}.ics"] =
      json::object{{"get", own_operation({"get", "/calendar/{token}.ics", "calendar_of_token",
                                          "凭地址里的令牌订阅日历",
                                          "the calendar behind a secret address", true})}};
  for (const char* path : {"/healthz", "/readyz", "/metrics", "/openapi.json"})
    add(path, "get",
        {{"operationId", path + 1 == std::string_view("openapi.json") ? "openapi" : path + 1},
         {"security", json::array{}},
         {"responses", json::object{{"200", json::object{{"description", "ok"}}}}}});
  json::object document{{"openapi", "3.1.0"},
                        {"info", json::object{{"title", "dengbao"}, {"version", "1"}}},
                        {"security", json::array{json::object{{"cookie", json::array{}}},
                                                 json::object{{"token", json::array{}}}}},
                        {"paths", std::move(paths)},
                        {"components", components()}};
  return json::serialize(document);
}

}  // namespace dengbao::server
