// dengbao (等保): one binary. It starts as a worker for foreign bytes where it is asked to,
// otherwise it is the command line.

#include <array>

#include "cli/cli.h"
#include "intake/read_grid.h"
#include "sandbox/sandbox.h"

int main(int argc, char** argv) {
  const std::array workers{dengbao::intake::kGridWorker};
  if (const auto code = dengbao::sandbox::run_worker_if_asked(argc, argv, workers)) return *code;

  dengbao::Catalogue catalogue = dengbao::catalogue();
  dengbao::cli::add_own_words(catalogue);
  return dengbao::cli::run(catalogue, std::vector<std::string>(argv + 1, argv + argc));
}
