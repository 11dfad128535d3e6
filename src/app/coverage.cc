#include "app/coverage.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "base/hash.h"
#include "engine/check/check.h"
#include "law/reading.h"

namespace dengbao {
namespace {

using law_reading::File;
using Progress = std::function<bool(std::string_view, std::int64_t, std::int64_t)>;

struct Table {
  std::vector<CoverageRow> rows;
  std::map<std::string, std::size_t> place;  // row id → index

  CoverageRow* find(const std::string& row) {
    const auto it = place.find(row);
    return it == place.end() ? nullptr : &rows[it->second];
  }
};

Result<Table> read_rows(const LawFiles& files) {
  Table table;
  std::vector<Explanation> faults;
  std::vector<NotYetRun> not_run;
  for (const auto& [path, text] : files) {
    if (!path.starts_with("rows/source-")) continue;
    const Yaml root = TRY(parse_yaml(text, path));
    File file(path, faults, not_run);
    const std::string source = file.text(root, "source", true);
    if (const Yaml* rows = root.find("rows"))
      for (const Yaml& y : rows->items) {
        CoverageRow row;
        row.row = file.text(y, "id", true);
        row.kind = file.text(y, "kind", true);
        row.source = source;
        row.text = file.label(y.find("text"));
        row.clause = source + " " + row.row;
        table.place[row.row] = table.rows.size();
        table.rows.push_back(std::move(row));
      }
  }
  if (!faults.empty()) return std::unexpected(faults.front());
  return table;
}

// rows/open.yaml: {open: [{row: S1-03, reason: {zh, en}}]}; `rows: […]` gives several one reason.
Status read_reasons(const LawFiles& files, Table& table) {
  const auto it = files.find("rows/open.yaml");
  if (it == files.end()) return {};
  const Yaml root = TRY(parse_yaml(it->second, it->first));
  std::vector<Explanation> faults;
  std::vector<NotYetRun> not_run;
  File file(it->first, faults, not_run);
  const Yaml* open = root.is_list() ? &root : root.find("open");
  if (!open) return fail(ErrorKind::BadInput, "law.missing", {{"word", "open"}}, file.at(root));
  for (const Yaml& y : open->items) {
    std::vector<std::string> ids = file.texts(y.find("rows"));
    for (std::string& one : file.texts(y.find("row"))) ids.push_back(std::move(one));
    const Label reason = file.label(y.find("reason"));
    for (const std::string& id : ids) {
      CoverageRow* row = table.find(id);
      if (!row) return fail(ErrorKind::BadInput, "law.no_row", {{"row", id}}, file.at(y));
      row->reason = reason;
    }
  }
  if (!faults.empty()) return std::unexpected(faults.front());
  return {};
}

// The worked cases of one pack, each run once as the law stands.
struct Proofs {
  std::vector<WorkedCase> cases;
  std::vector<bool> passed;
  std::multimap<std::string, std::size_t> by_row;
};

Result<Proofs> run_cases(const std::shared_ptr<const Law>& law, const Calendar& calendar,
                         const Functions& functions) {
  Proofs out;
  out.cases = TRY(read_worked_cases(*law));
  for (std::size_t i = 0; i < out.cases.size(); ++i) {
    out.passed.push_back(run_worked_case(out.cases[i], law, calendar, functions).empty());
    for (const std::string& row : out.cases[i].rows) out.by_row.emplace(row, i);
  }
  return out;
}

std::set<std::string> rows_of(const Law& law, const std::vector<std::string>& citations) {
  std::set<std::string> out;
  for (const std::string& c : citations)
    if (std::string row = row_of(law, c); !row.empty()) out.insert(std::move(row));
  return out;
}

Status prove(const LawFiles& files, const std::string& pack, const Calendar& calendar,
             const Functions& functions, Table& table) {
  const auto law = std::make_shared<const Law>(TRY(load_law(files, pack)));
  const Proofs proofs = TRY(run_cases(law, calendar, functions));
  std::map<std::string, std::set<std::size_t>> proving;  // row → cases that notice
  each_mutation(*law, [&](const Mutation& m) {
    const auto rows = rows_of(m.law, m.cites);
    std::set<std::size_t> wanted;
    for (const std::string& id : rows) {
      if (CoverageRow* row = table.find(id)) {
        row->pack = pack;
        row->rules.push_back(m.what);
      }
      const auto [first, last] = proofs.by_row.equal_range(id);
      for (auto it = first; it != last; ++it)
        if (proofs.passed[it->second] && !proving[id].contains(it->second))
          wanted.insert(it->second);
    }
    if (wanted.empty()) return;
    const auto changed = std::make_shared<const Law>(m.law);
    for (const std::size_t i : wanted) {
      if (run_worked_case(proofs.cases[i], changed, calendar, functions).empty()) continue;
      for (const std::string& id : rows) {
        const auto& named = proofs.cases[i].rows;
        if (std::find(named.begin(), named.end(), id) != named.end()) proving[id].insert(i);
      }
    }
  });
  for (const auto& [id, index] : proofs.by_row)
    if (CoverageRow* row = table.find(id)) {
      const bool proves = proving[id].contains(index);
      row->cases.push_back({pack + "/" + proofs.cases[index].id, proofs.passed[index], proves});
      row->covered = row->covered || proves;
    }
  return {};
}

}  // namespace

std::size_t Coverage::covered() const {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [](const CoverageRow& r) { return r.covered; }));
}

std::string row_of(const Law& law, std::string_view citation) {
  if (const Clause* clause = law.cited(citation); clause && !clause->row.empty())
    return clause->row;
  const auto space = citation.find(' ');
  return citation.starts_with("source-") && space != std::string_view::npos
             ? std::string(citation.substr(space + 1))
             : std::string();
}

Result<Coverage> coverage_of(const LawFiles& files, const std::string& pack,
                             const Calendar& calendar, const Functions& functions,
                             const Progress& progress) {
  Table table = TRY(read_rows(files));
  CHECK(read_reasons(files, table));
  Coverage out;
  const auto heads = pack_heads(files);
  std::int64_t done = 0;
  std::set<std::string> sources;  // of the pack that is asked for
  for (const PackHead& head : heads) {
    const std::string folder = "packs/" + head.id + "/instruments/";
    for (CoverageRow& row : table.rows)
      if (files.contains(folder + row.source + ".yaml")) {
        if (row.pack.empty()) row.pack = head.id;
        if (head.id == pack) sources.insert(row.source);
      }
    if (!progress(head.id, done++, static_cast<std::int64_t>(heads.size()))) break;
    if (!pack.empty() && head.id != pack) continue;
    if (head.not_yet_run) {
      out.not_yet_run.push_back(head.id);
      continue;
    }
    CHECK(prove(files, head.id, calendar, functions, table));
  }
  for (CoverageRow& row : table.rows)
    if (pack.empty() || row.pack == pack || sources.contains(row.source))
      out.rows.push_back(std::move(row));
  return out;
}

namespace {

// Everything that decides what is covered, as one digest: the functions are those of this program.
Digest basis_of(const LawFiles& files, const Calendar& calendar) {
  Hasher basis(HashKind::Sm3);
  basis.add(digest_of(files));
  for (const auto& [number, year] : calendar.years()) {
    basis.add("\n" + std::to_string(number));
    for (const auto& [day, name] : year.rest) basis.add("-" + day.iso());
    for (const auto& [day, name] : year.work) basis.add("+" + day.iso());
  }
  return basis.finish();
}

}  // namespace

Result<std::shared_ptr<const Coverage>> kept_coverage_of(const LawFiles& files,
                                                         const std::string& pack,
                                                         const Calendar& calendar,
                                                         const Functions& functions,
                                                         const Progress& progress) {
  struct Kept {
    Digest basis;
    std::shared_ptr<const Coverage> coverage;
  };
  static std::mutex mutex;
  static std::map<std::string, Kept> by_pack;  // only the last basis of each
  const Digest basis = basis_of(files, calendar);
  const std::lock_guard lock(mutex);
  if (const auto it = by_pack.find(pack); it != by_pack.end() && it->second.basis == basis)
    return it->second.coverage;
  bool whole = true;
  auto found = std::make_shared<const Coverage>(
      TRY(coverage_of(files, pack, calendar, functions,
                      [&](std::string_view what, std::int64_t done, std::int64_t total) {
                        return whole = whole && progress(what, done, total);
                      })));
  if (whole) by_pack[pack] = {basis, found};
  return found;
}

}  // namespace dengbao
