#include "store/remembered.h"

namespace dengbao::store {
namespace {

constexpr std::size_t kMostBytes = std::size_t{32} << 20;

// Questions are the same where text and values are; each value says how long it is.
std::string question_of(const std::string& sql, Values values) {
  std::string out = sql;
  for (const Value& v : values) {
    const bool number = v.kind == Value::Kind::Integer;
    const std::string text = number ? std::to_string(v.integer) : std::string(v.bytes);
    out += '\n';
    out += static_cast<char>('0' + static_cast<int>(v.kind));
    out += std::to_string(text.size());
    out += ':';
    out += text;
  }
  return out;
}

std::size_t size_of(const std::string& question, const std::vector<Tally>& numbers) {
  std::size_t out = question.size() + 128;
  for (const Tally& t : numbers) {
    out += sizeof(Tally) + t.values.size() * sizeof(std::string);
    for (const std::string& value : t.values) out += value.capacity();
  }
  return out;
}

}  // namespace

RememberedNumbers::Numbers RememberedNumbers::find(std::string_view moment,
                                                   const std::string& question) {
  const std::lock_guard lock(mutex_);
  if (moment != moment_) return nullptr;
  const auto it = known_.find(question);
  return it == known_.end() ? nullptr : it->second;
}

void RememberedNumbers::keep(std::string_view moment, std::string question, Numbers numbers) {
  const std::size_t size = size_of(question, *numbers);
  const std::lock_guard lock(mutex_);
  if (moment != moment_) {
    known_.clear();
    bytes_ = 0;
    moment_ = moment;
  }
  if (bytes_ + size > kMostBytes) return;
  if (known_.insert_or_assign(std::move(question), std::move(numbers)).second) bytes_ += size;
}

Result<std::int64_t> Counting::number(const std::string& sql, Values values) const {
  const auto all = TRY(tally(sql, values, 0));
  return all.empty() ? 0 : all.front().count;
}

Result<std::vector<Tally>> Counting::tally(const std::string& sql, Values values,
                                           std::size_t columns) const {
  std::string question;
  if (remembered_) {
    question = question_of(sql, values);
    if (const auto known = remembered_->find(moment_, question)) return *known;
  }
  std::vector<Tally> out;
  CHECK(ask_(sql, values, [&](const Row& row) {
    Tally& one = out.emplace_back();
    for (std::size_t i = 0; i < columns; ++i) one.values.push_back(row.text(static_cast<int>(i)));
    one.count = row.integer(static_cast<int>(columns));
  }));
  if (remembered_)
    remembered_->keep(moment_, std::move(question),
                      std::make_shared<const std::vector<Tally>>(out));
  return out;
}

}  // namespace dengbao::store
