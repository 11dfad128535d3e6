#pragma once
// From the bytes of an xlsx or csv file to a grid, by way of a worker.

#include <string>
#include <string_view>

#include "base/result.h"
#include "intake/grid.h"
#include "sandbox/sandbox.h"

namespace dengbao::intake {

// For the table of workers in main (sandbox::run_worker_if_asked).
extern const sandbox::Worker kGridWorker;

// `file_name` says what the bytes claim to be; where the bytes say otherwise (a picture named xlsx,
// a workbook named csv) the file is refused. Errors: BadInput zip.…, xlsx.…, csv.…, intake.…,
// sandbox.…; External sandbox.unavailable.
Result<Grid> read_grid(std::string_view bytes, std::string_view file_name,
                       const sandbox::Options& options);
// The same for a file on disk. NotFound intake.no_such_file.
Result<Grid> read_grid_file(const std::string& path, const sandbox::Options& options);
// Without a worker: for fuzzing.
Result<Grid> read_grid_here(std::string_view bytes, std::string_view file_name);

}  // namespace dengbao::intake
