#pragma once
// Values for the example templates of this folder; `variant` makes the text distinct.

#include <fstream>
#include <iterator>
#include <string>

#include "documents/field_tree.h"
#include "documents/house_style.h"
#include "documents/template.h"

namespace dengbao::samples {

inline std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline HouseStyle house_style() {
  const std::string path = std::string(DENGBAO_SOURCE_DIR) + "/law/templates/house-style.yaml";
  return load_house_style(read_file(path), "house-style.yaml").value();
}

inline Result<Template> example(const std::string& id) {
  const std::string path = std::string(DENGBAO_SOURCE_DIR) + "/tests/documents/" + id + ".yaml";
  return load_template(read_file(path), id + ".yaml");
}

inline constexpr const char* kExamples[] = {"letter-a",       "letter-b",    "letter-c",
                                            "expert-opinion", "certificate", "monthly-summary"};

// A text that differs from variant to variant in its Chinese characters, not in digits only.
inline std::string distinct(int variant) {
  static const char* const kParts[] = {"政务", "医保", "交通", "水务", "教育", "应急", "档案",
                                       "社保", "气象", "房产", "税收", "农业", "林草"};
  return std::string(kParts[variant % 13]) + kParts[variant / 13 % 13];
}

inline FieldTree::List defects() {
  using Map = FieldTree::Map;
  return {
      Map{{"item", "网络拓扑结构及说明"},
          {"clause", "备案表表五第1项"},
          {"text", "未提交。三级系统应当提交网络拓扑图，并说明各安全区域的边界、出口和主要设备。"}},
      Map{{"item", "统一社会信用代码"},
          {"clause", "备案表表一"},
          {"text", "所填代码 91500000MA5U00003X 校验位不符，请按营业执照核对后重新填写。"}},
      Map{{"item", "定级报告"},
          {"clause", "GB/T 22240-2020 第6章"},
          {"text",
           "报告中业务信息安全等级为第二级、系统服务安全等级为第三级，而备案表填写"
           "“第二级（S2A2G2）”，两者不一致。"}},
      Map{{"item", "专家评审意见"},
          {"clause", "备案表表四第2项"},
          {"text", "评审意见无专家签名。"}}};
}

inline FieldTree fields(int variant = 0) {
  using Map = FieldTree::Map;
  using List = FieldTree::List;
  FieldTree out;
  const std::string system = "云杉市" + distinct(variant) + "服务平台";
  out.set("issuer.name", "云杉市信息化工作办公室");
  out.set("document.number", "云杉信办函〔2026〕" + std::to_string(12 + variant) + "号");
  out.set("subject.name", system);
  out.set("subject.grade", "S3A2G3");
  out.set("subject.level", "3");
  out.set("party.department.name", "云杉市卫生健康委员会");
  out.set("party.applicant.name", "云杉市" + distinct(variant) + "信息中心");
  out.set("party.applicant.code", "12500103456789011W");
  out.set("party.district.name", "青枫区信息化办公室");
  out.set("case.received", "2026-02-10");
  out.set("case.number", "YS-2026-" + std::to_string(100 + variant));
  out.set("contact.name", "安全科");
  out.set("contact.telephone", "010-5550 0100");
  out.set("date.issued", "2026-03-02");
  out.set("query.date", "2026-02-28");
  out.set("verify.url", "https://verify.example/c/50000012345-0000" + std::to_string(variant % 10));
  out.set("fact.defects", defects());
  out.set("fact.reason",
          "该系统处理全市居民健康档案，数据量超过五百万条，一旦遭到破坏或者泄露，将对社会秩序和"
          "公共利益造成严重损害；其定级报告仅按本单位内部办公系统评估，未计算对社会公众的影响。");
  out.set("review.meeting",
          "时间：2026年3月16日上午9时30分；地点：云杉市政务服务中心三楼第二会议室。");
  out.set("certificate.number", "50000012345-0000" + std::to_string(1 + variant % 9));
  out.set("certificate.valid_until", "2029-03-01");
  out.set("fact.meeting", "2026-03-16");
  out.set("fact.proposed_level", "2");
  out.set("fact.agreed_level", "3");
  out.set("fact.agrees", "false");
  out.set("fact.opinion",
          "专家组听取了运营使用单位的汇报，查阅了定级报告和备案材料，经质询讨论认为：\n"
          "定级对象边界清楚，业务描述完整；受侵害客体应当包括社会秩序和公共利益，系统服务中断"
          "影响范围为全市。");
  out.set("fact.experts",
          List{Map{{"name", "专家甲"}, {"unit", "云杉大学网络空间安全学院"}, {"title", "教授"}},
               Map{{"name", "专家乙"}, {"unit", "云杉市电子政务中心"}},
               Map{{"name", "专家丙"}, {"unit", "云杉市标准化研究院"}, {"title", "高级工程师"}}});
  out.set("summary.month", "2026-02");
  List filings;
  for (int i = 1; i <= 30; ++i)
    filings.push_back(Map{
        {"unit", "青枫区" + distinct(variant + i) + "管理中心"},
        {"system", distinct(variant + i) + "业务管理系统（第" + std::to_string(i) + "期）"},
        {"grade", i % 3 ? "S2A2G2" : "S3A2G3"},
        {"received", "2026-02-" + std::string(i % 28 < 9 ? "0" : "") + std::to_string(i % 28 + 1)},
        {"number", i % 5 ? FieldTree("500112000" + std::to_string(10 + i)) : FieldTree()}});
  out.set("summary.filings", std::move(filings));
  out.set("summary.levels", "二级20 三级10");
  out.set("person.maker", "综合科");
  out.set("person.reviewer", "分管负责人");
  return out;
}

inline Instant created() {
  return Instant::parse("2026-03-02T09:30:00+08:00").value();
}

}  // namespace dengbao::samples
