#pragma once
// What one caller brings along: whose word it is, on which day, in which language, and where the
// data lie. The command line makes one for each run, the server one for each request.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/law_library.h"
#include "base/ids.h"
#include "base/time.h"

namespace dengbao {

class Installation;

struct Globals {
  std::string data = "dengbao-data";
  std::string db;          // URL; empty: the database of the data directory
  std::string account;     // --as
  std::optional<Date> on;  // fact date of a move
  std::optional<Instant> as_of;
  std::string lang = "zh-CN";
  std::string law_folder;       // $DENGBAO_LAW
  std::string passphrase_file;  // $DENGBAO_KEY_PASSPHRASE_FILE
  std::string local_user;       // of the operating system
  // How the caller came, where not from this machine's own command line: then no account means
  // nobody, never the local operator.
  std::string via;
  std::optional<std::vector<std::string>> scopes;  // rows of the permission table; of a token
  int wait_seconds = 30;
  bool quiet = false;
  int verbose = 0;
  bool no_sandbox = false;
  // Lines of a story as it goes on (demo); to stderr on the command line.
  std::function<void(const std::string& line)> tell;
};

// Progress of long work; to stderr on the command line, into a job on the server.
using Progress = std::function<void(std::string_view what, std::int64_t done, std::int64_t total)>;

// What many sessions of one process have in common.
struct Shared {
  Installation* installation = nullptr;
  const LawLibrary* law = nullptr;
};

class Session {
 public:
  Session(Globals globals, Progress progress);
  // Borrows what is open already; `shared` outlives the session.
  Session(Globals globals, Progress progress, const Shared& shared);
  ~Session();
  const Globals& globals() const { return globals_; }
  const Progress& progress() const { return progress_; }
  bool chinese() const { return globals_.lang != "en"; }
  std::string pick(const Label& label) const { return chinese() ? label.zh : label.en; }

  Result<LawLibrary*> law();
  // Working calendar of the law, with what the installation has published since where one is open.
  Result<const Calendar*> calendar();
  // Opens the data directory (locks it for writing); NotFound where there is none.
  Result<Installation*> installation(bool writing);
  // One caller after another in one process: the next one's account, and the clock he brings.
  void next_caller(std::string account, std::optional<Date> on, std::optional<Instant> as_of);
  // Today as the clock of the installation, or of the machine, sees it; --as-of goes first.
  Instant now();

 private:
  Globals globals_;
  Progress progress_;
  std::optional<LawLibrary> law_;
  std::optional<Calendar> calendar_;
  const Shared* shared_ = nullptr;
  std::unique_ptr<Installation> own_;
  Installation* installation_ = nullptr;  // own or shared
  bool writing_ = false;
};

}  // namespace dengbao
