// Letters and certificates as PDF and docx: the first one of a fresh process, and the median warm
// with distinct text.  bench_document [COUNT]; bench_document --out DIR writes every example.

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "documents/docx.h"
#include "documents/pdf.h"
#include "documents/samples.h"

namespace dengbao {
namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// What this thread has computed: on a busy machine it says more than the wall clock.
double cpu_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double percentile(std::vector<double> times, double share) {
  std::sort(times.begin(), times.end());
  return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
}

void write_examples(const std::string& folder) {
  std::filesystem::create_directories(folder);
  PdfWriter pdf = PdfWriter::open(samples::house_style()).value();
  for (const char* id : samples::kExamples) {
    const auto form = samples::example(id);
    if (!form) {
      std::printf("%s: %s at %s\n", id, form.error().code.c_str(), form.error().where.c_str());
      continue;
    }
    const auto document = fill(*form, samples::fields(), samples::created());
    if (!document) {
      std::printf("%s: %s at %s\n", id, document.error().code.c_str(),
                  document.error().where.c_str());
      continue;
    }
    const std::string path = folder + "/" + id;
    std::ofstream(path + ".pdf", std::ios::binary) << pdf.write(*document).value();
    std::ofstream(path + ".docx", std::ios::binary)
        << write_docx(*document, samples::house_style()).value();
  }
}

void measure(int count) {
  const auto start = Clock::now();
  PdfWriter pdf = PdfWriter::open(samples::house_style()).value();
  const Template letter = samples::example("letter-b").value();
  const auto first = fill(letter, samples::fields(0), samples::created()).value();
  std::size_t bytes = pdf.write(first).value().size();
  std::printf("first PDF of the process: %.1f ms (%zu bytes)\n", ms_since(start), bytes);

  const HouseStyle style = samples::house_style();
  for (const char* id : {"letter-a", "letter-b", "certificate"}) {
    const Template form = samples::example(id).value();
    std::vector<double> pdf_ms, pdf_cpu, docx_ms;
    for (int i = 0; i < count; ++i) {
      const auto document = fill(form, samples::fields(i), samples::created()).value();
      auto begin = Clock::now();
      const double cpu = cpu_ms();
      bytes += pdf.write(document).value().size();
      pdf_ms.push_back(ms_since(begin));
      pdf_cpu.push_back(cpu_ms() - cpu);
      begin = Clock::now();
      bytes += write_docx(document, style).value().size();
      docx_ms.push_back(ms_since(begin));
    }
    std::printf(
        "%-12s pdf median %.1f ms (cpu %.1f ms) p99 %.1f ms; docx median %.1f ms; %d documents\n",
        id, percentile(pdf_ms, 0.5), percentile(pdf_cpu, 0.5), percentile(pdf_ms, 0.99),
        percentile(docx_ms, 0.5), count);
  }
}

}  // namespace
}  // namespace dengbao

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "--out") {
    dengbao::write_examples(argv[2]);
    return 0;
  }
  int count = 100;
  if (argc > 1) std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), count);
  dengbao::measure(std::max(1, count));
  return 0;
}
