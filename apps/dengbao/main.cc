// dengbao (等保): one binary. It starts as a worker for foreign bytes where it is asked to,
// otherwise it is the command line.

#include <array>

#include "app/foreign_proof.h"
#include "app/installation.h"
#include "cli/cli.h"
#include "client/remote.h"
#include "intake/read_grid.h"
#include "link/carriers.h"
#include "sandbox/sandbox.h"
#include "server/serve_words.h"
#include "store/open_store.h"

int main(int argc, char** argv) {
  const std::array workers{dengbao::intake::kGridWorker, dengbao::kProofWorker};
  if (const auto code = dengbao::sandbox::run_worker_if_asked(argc, argv, workers)) return *code;

  dengbao::set_store_doors({[](const std::string& address, bool create) {
                              return dengbao::open_store({address, create});
                            },
                            [](dengbao::Store& target, const std::string& path) {
                              return dengbao::restore_into(target, path);
                            }});
  dengbao::set_carriers(dengbao::link::make_carriers());
  dengbao::Catalogue catalogue = dengbao::catalogue();
  dengbao::server::add_serve_words(catalogue);
  dengbao::client::add_login_words(catalogue);
  dengbao::cli::add_own_words(catalogue);
  return dengbao::cli::run(catalogue, std::vector<std::string>(argv + 1, argv + argc));
}
