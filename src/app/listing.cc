#include "app/listing.h"

namespace dengbao {

void add_listing_options(std::vector<Option>& options, Listed of, bool searched) {
  if (searched)
    options.push_back(option("search", "TEXT", {"名称或编号的一部分", "part of a name or number"}));
  Option sort = option("sort", "ORDER", {"排序，前加 - 为倒序", "order; - before it: from the end"});
  for (const SortKey& key : sort_keys(of)) {
    sort.choices.emplace_back(key.name);
    sort.choices.push_back("-" + std::string(key.name));
  }
  options.push_back(std::move(sort));
  options.push_back(option("limit", "N", {"最多行数", "at most"}));
  options.push_back(option("after", "PLACE", {"从上一页结束处继续", "go on where a page ended"}));
}

Result<ListQuery> asked_list(const Arguments& a, Listed of) {
  constexpr std::int64_t kMost = 1'000'000;
  ListQuery out;
  out.search = a.has("search") ? a.text("search") : a.text("q");
  out.sort = a.text("sort");
  out.after = a.text("after");
  TRY(sort_of(of, out.sort));
  const std::int64_t limit = TRY(a.integer("limit")).value_or(kMost);
  if (limit < 1 || limit > kMost)
    return fail(ErrorKind::BadInput, "app.limit", {{"value", a.text("limit")}}, "--limit");
  out.limit = static_cast<int>(limit);
  return out;
}

}  // namespace dengbao
