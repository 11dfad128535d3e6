// The arguments of a use case from any target and any JSON body: refused as a wrong request, or
// each argument is one that the word knows and none is a path of this machine but an upload's.

#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "app/catalogue.h"
#include "server/arguments_in.h"

using namespace dengbao;

namespace {

// A word with an option of every kind.
Catalogue words() {
  const auto option = [](const char* name, const char* value, bool many = false) {
    Option o;
    o.name = name;
    o.value = value;
    o.many = many;
    return o;
  };
  Option id = option("ID", "ID"), choice = option("matrix", "M"),
         number = option("what", "FILE|NUMBER");
  id.positional = id.required = number.positional = number.required = true;
  choice.choices = {"2020", "2025"};
  UseCase writes{"case do", Needs::Writing, "act", {}, {}, {}, {}};
  writes.options = {id,
                    option("set", "k=v", true),
                    option("attach", "slot=FILE", true),
                    option("scan", "FILE"),
                    option("dry-run", ""),
                    option("if-version", "N"),
                    option("key", "K"),
                    option("pack", "PACK|FOLDER"),
                    option("until", "DATE"),
                    option("output", "DIR"),
                    choice};
  UseCase lists{"case list", Needs::Reading, "read", {}, {}, {}, {}};
  lists.options = {option("limit", "N"), option("after", "A"), option("q", "TEXT"),
                   option("open", "")};
  UseCase verifies{"verify", Needs::Nothing, "", {}, {}, {}, {}};
  verifies.options = {number, option("trust", "KEY", true)};
  return {writes, lists, verifies};
}

struct Counter {
  Catalogue all = words();
  std::vector<server::Route> routes = server::routes_of(all);
  std::string folder = std::filesystem::temp_directory_path() /
                       ("dengbao-arguments-fuzz-" + std::to_string(::getpid()));
  server::Uploads uploads{folder, 1u << 20};
  std::string upload = [this] {
    const auto incoming = uploads.open("zhang", "a.pdf", 100, 4);
    if (!incoming || (*incoming)->take("%PDF") != 0) std::abort();
    const auto kept = (*incoming)->finish();
    return kept ? kept->id : std::string();
  }();
};

void check(const Counter& desk, const UseCase& u, const server::Asked& asked) {
  for (const Option& o : u.options)
    for (const std::string& value : asked.arguments.all(o.name)) {
      const bool file = o.value.find("FILE") != std::string::npos && o.value != "PACK|FOLDER";
      const auto eq = o.value.starts_with("slot=") ? value.find('=') : std::string::npos;
      const std::string path = eq == std::string::npos ? value : value.substr(eq + 1);
      if (file && path.find('/') != std::string::npos && !path.starts_with(desk.folder + "/"))
        std::abort();
      if (o.value == "PACK|FOLDER" && value.find('/') != std::string::npos) std::abort();
      if (o.value == "DIR") std::abort();
      if (!o.choices.empty() && std::ranges::find(o.choices, value) == o.choices.end())
        std::abort();
    }
}

}  // namespace

// The first line is the method and the target, the rest the body; "UPLOAD" stands for the id of an
// upload that is there.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static Counter desk;
  std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const auto line = input.find('\n');
  if (line == std::string_view::npos) return 0;
  http::Request request;
  const std::string_view first = input.substr(0, line);
  const auto space = first.find(' ');
  if (space == std::string_view::npos) return 0;
  request.method = first.substr(0, space);
  request.target = first.substr(space + 1);
  request.body = input.substr(line + 1);
  if (const auto at = request.body.find("UPLOAD"); at != std::string::npos)
    request.body.replace(at, 6, desk.upload);
  request.headers.set("Content-Type", "application/json");
  if (!http::read_target(request) || !request.path.starts_with(server::kBase)) return 0;
  const auto found = server::match(desk.routes, request.method,
                                   std::string_view(request.path).substr(server::kBase.size()));
  if (!found.route) return 0;
  const auto asked = server::read_request(request, found, "zhang", desk.uploads);
  if (asked) {
    check(desk, *found.route->use_case, *asked);
  } else if (asked.error().kind != ErrorKind::Usage && asked.error().kind != ErrorKind::BadInput &&
             asked.error().kind != ErrorKind::NotFound) {
    std::abort();
  }
  return 0;
}
