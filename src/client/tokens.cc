#include "client/tokens.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "app/doing.h"
#include "base/json.h"

namespace dengbao::client {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

Result<json::object> read_tokens() {
  const std::string path = token_file();
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) return json::object{};
  if ((info.st_mode & 077) != 0)
    return fail(ErrorKind::Refused, "client.token_file_open", {{"file", path}}, path);
  const std::string text = TRY(read_whole_file(path));
  const json::value v = TRY(parse_json(text, path));
  if (!v.is_object()) return fail(ErrorKind::BadInput, "client.token_file", {{"file", path}}, path);
  return v.get_object();
}

}  // namespace

std::string token_file() {
  if (const std::string named = environment("DENGBAO_TOKENS"); !named.empty()) return named;
  const std::string config = environment("XDG_CONFIG_HOME");
  return (config.empty() ? environment("HOME") + "/.config" : config) + "/dengbao/tokens.json";
}

Result<std::optional<std::string>> token_of(const std::string& server) {
  if (std::string given = environment("DENGBAO_TOKEN"); !given.empty()) return given;
  const json::object all = TRY(read_tokens());
  const json::value* one = all.if_contains(server);
  const json::value* token =
      one && one->is_object() ? one->get_object().if_contains("token") : nullptr;
  if (!token || !token->is_string()) return std::nullopt;
  return std::string(token->get_string());
}

// Written beside and moved: never readable by others, never half there.
Status keep_token(const std::string& server, const std::string& account, const std::string& token) {
  json::object all = TRY(read_tokens());
  all[server] = json::object{{"account", account}, {"token", token}};
  const std::string path = token_file(), part = path + ".part";
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  ::unlink(part.c_str());
  const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return fail_external("app.cannot_write", part + ": " + std::strerror(errno));
  const std::string text = json::serialize(all) + "\n";
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  if (!written || !synced || std::rename(part.c_str(), path.c_str()) != 0)
    return fail_external("app.cannot_write", path + ": " + std::strerror(errno));
  return {};
}

}  // namespace dengbao::client
