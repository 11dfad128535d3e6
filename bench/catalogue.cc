// Loads the compiled catalogue and selects every grade, as a fresh process would for one of them;
// then writes the whole as OSCAL. The limit beside it: the same bytes summed once, and the same
// OSCAL text copied once.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <string>

#include "catalogue/compiled.h"
#include "catalogue/oscal.h"

extern "C" {
extern const char _binary_catalogue_bundle_start[];
extern const char _binary_catalogue_bundle_end[];
}

using namespace dengbao;
using namespace dengbao::requirements;

namespace {

double millis() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::string load() {
  std::ifstream in("/proc/loadavg");
  std::string one;
  in >> one;
  return one;
}

std::string_view bundle() {
  return {_binary_catalogue_bundle_start,
          static_cast<std::size_t>(_binary_catalogue_bundle_end - _binary_catalogue_bundle_start)};
}

Standard loaded() {
  auto standard = from_compiled(bundle());
  if (!standard) std::exit(1);
  return std::move(*standard);
}

}  // namespace

int main() {
  std::vector<double> times;
  const double first_at = millis();
  std::size_t rows = 0;
  const std::vector<Grade> all = grades(loaded());
  const double first = millis() - first_at;
  for (const Grade& grade : all) {
    const double from = millis();
    const Standard standard = loaded();
    Selection selection;
    selection.grade = grade;
    rows += select(standard, selection).size();
    times.push_back(millis() - from);
  }
  std::sort(times.begin(), times.end());
  const double summing = millis();
  const unsigned sum = std::accumulate(bundle().begin(), bundle().end(), 0U);
  const double summed = millis() - summing;
  std::printf(
      "load: first %.1f ms; load and select %zu grades: median %.1f ms, worst %.1f ms "
      "(%zu rows); limit %.2f ms (%u)\n",
      first, all.size(), times[times.size() / 2], times.back(), rows, summed, sum);

  const Standard standard = loaded();
  const double from = millis();
  const std::vector<OscalFile> files = oscal_files(standard);
  const double written = millis() - from;
  std::string copy;
  const double copying = millis();
  for (const OscalFile& file : files) copy += file.text;
  std::printf("OSCAL: %zu files, %zu bytes, %.0f ms; limit %.1f ms\nload average %s\n",
              files.size(), copy.size(), written, millis() - copying, load().c_str());
}
