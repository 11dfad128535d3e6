#include "intake/asset_list_json.h"

#include <boost/json.hpp>

namespace dengbao::intake {
namespace {

namespace json = boost::json;

template <class T>
json::value nullable(const std::optional<T>& value) {
  if (!value) return nullptr;
  return json::value(*value);
}

json::value nullable(const std::optional<Date>& date) {
  if (!date) return nullptr;
  return json::value(date->iso());
}

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

json::object place(const AssetList& list, const AssetRow& row) {
  json::object out;
  out["sheet"] = list.sheet_name(row);
  out["row"] = row.row;
  if (!row.column.empty()) out["column"] = row.column;
  return out;
}

template <class Key>
json::object counts(const std::map<Key, std::size_t>& of) {
  json::object out;
  for (const auto& [key, n] : of) out[name(key)] = n;
  return out;
}

json::object level_counts(const AssetList& list) {
  json::object out;
  for (std::size_t level = 1; level < list.level_counts.size(); ++level)
    if (list.level_counts[level]) out[std::to_string(level)] = list.level_counts[level];
  if (list.level_counts[0]) out["未定级"] = list.level_counts[0];
  return out;
}

}  // namespace

json::object to_json(const Record& record) {
  json::object out;
  out["unit"] = text_or_null(record.unit);
  out["credit_code"] = nullable(record.credit_code);
  out["system"] = text_or_null(record.system);
  out["object_type"] = nullable(record.object_type);
  out["level"] = nullable(record.level);
  out["s"] = nullable(record.s);
  out["a"] = nullable(record.a);
  out["scope"] = nullable(record.scope);
  out["on_cloud"] = nullable(record.on_cloud);
  out["online_date"] = nullable(record.online_date);
  out["filing_no"] = nullable(record.filing_no);
  out["filing_date"] = nullable(record.filing_date);
  out["assessor"] = nullable(record.assessor);
  out["last_assess_date"] = nullable(record.last_assess_date);
  out["score"] = record.score_hundredths ? json::value(*record.score_hundredths / 100.0) : nullptr;
  out["status"] = text_or_null(record.status);
  out["contact"] = nullable(record.contact);
  out["phone"] = nullable(record.phone);
  return out;
}

json::object to_json(const AssetList& list, const Render& render) {
  json::object out;
  out["file"] = list.file;
  out["total_data_rows"] = list.accepted + list.rejected;
  out["valid_systems"] = list.accepted;
  out["rejected_rows"] = list.rejected;
  out["units"] = list.units;
  out["skipped_rows"] = counts(list.skipped);
  out["warnings"] = counts(list.warnings);
  out["level_counts"] = level_counts(list);
  out["rejected_by_code"] = counts(list.rejected_by_fault);
  json::array rejected, rows, overrides;
  for (const AssetRow& row : list.rows) {
    if (row.verdict == Verdict::Skipped) continue;
    json::object one = place(list, row);
    if (row.verdict == Verdict::Rejected) {
      one["code"] = name(*row.fault);
      one["reason"] = render(*row.reason);
      rejected.push_back(std::move(one));
      continue;
    }
    if (row.override_) {
      json::object said = place(list, row);
      said["credit_code"] = *row.record.credit_code;
      said["licence"] = row.override_->licence;
      said["reason"] = row.override_->reason;
      overrides.push_back(std::move(said));
    }
    json::array warnings;
    for (Warning warning : row.warnings) warnings.push_back(json::value(name(warning)));
    one["warnings"] = std::move(warnings);
    one["normalised"] = to_json(row.record);
    rows.push_back(std::move(one));
  }
  out["rejected"] = std::move(rejected);
  out["rows"] = std::move(rows);
  if (!overrides.empty()) out["overrides"] = std::move(overrides);
  return out;
}

}  // namespace dengbao::intake
