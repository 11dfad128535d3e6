// The server brings foreign bytes to a worker, which is this very program.

#include <gtest/gtest.h>

#include <array>

#include "app/foreign_proof.h"
#include "intake/read_grid.h"
#include "sandbox/sandbox.h"

int main(int argc, char** argv) {
  const std::array workers{dengbao::intake::kGridWorker, dengbao::kProofWorker};
  if (const auto code = dengbao::sandbox::run_worker_if_asked(argc, argv, workers)) return *code;
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
