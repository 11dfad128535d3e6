#include "store/repository.h"

#include <algorithm>

#include "store/failure.h"

namespace dengbao::store {

Status Repository::ready(Values values) const {
  if (over_) return std::unexpected(*over_);
  const bool fit = std::ranges::all_of(
      values, [](const Value& v) { return v.kind != Value::Kind::Text || fit_text(v.bytes); });
  if (!fit) return std::unexpected(unfit_text("a text parameter"));
  return {};
}

Status Repository::heard(Status done) {
  if (!done) {
    over_ = done.error();
    lease_->failed(done.error());
  }
  return done;
}

Status Repository::query(std::string_view sql, Values values, const RowTaker& take) {
  CHECK(ready(values));
  return heard(lease_->connection().query(sql, values, take));
}

Status Repository::write(std::string_view sql, Values values, std::optional<Expectation> expected) {
  CHECK(ready(values));
  return heard(lease_->connection().write(sql, values, expected));
}

Status Repository::commit() {
  CHECK(ready({}));
  if (identity_) CHECK(mark_identity());
  CHECK(heard(counts_.write(lease_->connection())));
  Status done = lease_->commit(identity_);
  over_ =
      done ? Explanation{ErrorKind::Internal, "store.work_over", {}, {}, {}, {}, {}} : done.error();
  return done;
}

}  // namespace dengbao::store
