#pragma once
// The demo city that comes with the program: its parties, its asset list and its story, and the
// papers that its people hand in.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "documents/pdf.h"
#include "law/law.h"

namespace dengbao {

// By their path below examples/.
std::map<std::string, std::string> demo_files();

// A file with a first line of headings: each further line by those headings.
std::vector<std::map<std::string, std::string>> demo_table(const std::string& csv);

// Papers as operators hand them in: a page of PDF that says what it stands for, or a zip of one.
class DemoPapers {
 public:
  // `folder` is made when the first paper is.
  DemoPapers(std::string folder, const LawFiles& law) : folder_(std::move(folder)), law_(law) {}
  // The path of the paper with this name. Errors: External.
  Result<std::string> paper(const std::string& name);

 private:
  Result<std::string> page(const std::string& title);

  std::string folder_;
  const LawFiles& law_;
  std::unique_ptr<PdfWriter> writer_;
  std::map<std::string, std::string> made_;
};

}  // namespace dengbao
