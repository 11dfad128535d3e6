#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "app/dispatch.h"
#include "app/interrupt.h"
#include "base/plain_name.h"
#include "cli/cli.h"
#include "cli/help.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "client/remote.h"

namespace dengbao::cli {
namespace {

void put(FILE* to, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), to);
  std::fflush(to);
}

// Once: finish the piece at hand. Twice: as the system does it.
extern "C" void on_interrupt(int) {
  interrupt();
  std::signal(SIGINT, SIG_DFL);
}

LawFiles texts() {
  const char* folder = std::getenv("DENGBAO_LAW");
  const auto law = LawLibrary::open(folder ? folder : "");
  if (law) return law->files();
  const auto embedded = LawLibrary::open("");
  return embedded ? embedded->files() : LawFiles{};
}

int tell_failure(const Explanation& e, bool json, bool chinese) {
  const Messages messages(texts(), chinese);
  if (json) {
    put(stdout, error_json(e, messages));
  } else {
    put(stderr, error_line(e, messages, chinese));
  }
  return exit_code(e.kind);
}

void tell_notes(const std::vector<Explanation>& notes, const Globals& globals) {
  if (notes.empty() || globals.quiet) return;
  const bool chinese = globals.lang != "en";
  const Messages messages(texts(), chinese);
  for (const Explanation& note : notes)
    put(stderr, (chinese ? "注意：" : "note: ") + for_terminal(messages.text(note)) + "\n");
}

int run_use_case(const CommandLine& line) {
  const bool chinese = line.globals.lang != "en";
  const bool json = line.format == Format::Json;
  ProgressBar bar(line.globals.quiet);
  Globals globals = line.globals;
  if (!globals.quiet)
    globals.tell = [&bar](const std::string& text) {
      bar.clear();
      put(stderr, text + "\n");
    };
  Session session(std::move(globals), [&bar](std::string_view what, std::int64_t done,
                                             std::int64_t total) { bar.show(what, done, total); });
  const Result<Answer> answer =
      line.server.empty() ? perform(*line.use_case, session, line.arguments)
                          : client::perform_there(*line.use_case, line.globals, line.arguments,
                                                  line.server, session.progress());
  bar.clear();
  if (!answer) {
    if (line.globals.verbose > 0 && !answer.error().detail.empty())
      put(stderr, answer.error().detail + "\n");
    return tell_failure(answer.error(), json, chinese);
  }
  put(stdout, rendered(*answer, line.format, screen_of(chinese)));
  tell_notes(answer->notes, line.globals);
  if (std::ferror(stdout))
    return tell_failure({ErrorKind::External, "cli.stdout", {}, {}, {}, {}, {}}, false, chinese);
  if (interrupted()) {
    put(stderr, chinese ? "已按要求停止，状态已保存。\n" : "stopped as asked, state saved.\n");
    return exit_code(ErrorKind::Interrupted);
  }
  return answer->negative ? exit_code(ErrorKind::Negative) : 0;
}

}  // namespace

int run(const Catalogue& catalogue, std::vector<std::string> args) {
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGPIPE, SIG_IGN);
  const Manner manner = manner_of(args);
  const auto line = read_command_line(catalogue, std::move(args));
  if (!line) return tell_failure(line.error(), manner.json, manner.lang != "en");
  const bool chinese = line->globals.lang != "en";
  if (line->help || !line->use_case) {
    const std::string help = line->use_case ? help_of(*line->use_case, chinese)
                                            : help_of_group(catalogue, line->group, chinese);
    put(line->help ? stdout : stderr, help);
    return line->help ? 0 : exit_code(ErrorKind::Usage);
  }
  return run_use_case(*line);
}

}  // namespace dengbao::cli
