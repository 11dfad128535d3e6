#include "app/all_records.h"

namespace dengbao {
namespace {

template <class Row, class Query, class Read>
Result<std::vector<Row>> every(Query query, const Read& read) {
  query.limit = 1000;
  std::vector<Row> out;
  while (true) {
    auto page = TRY(read(query));
    const bool last = static_cast<int>(page.size()) < query.limit;
    if (!last) query.after = page.back().id;
    if (out.empty())
      out = std::move(page);
    else
      for (Row& row : page) out.push_back(std::move(row));
    if (last) return out;
  }
}

}  // namespace

Result<std::vector<RecordRow>> all_records(Reading& reading, RecordQuery query) {
  return every<RecordRow>(std::move(query),
                          [&](const RecordQuery& q) { return reading.records(q); });
}

Result<std::vector<CaseRow>> all_cases(Reading& reading, CaseQuery query) {
  return every<CaseRow>(std::move(query), [&](const CaseQuery& q) { return reading.cases(q); });
}

}  // namespace dengbao
