#pragma once
// What a document says and in which order, without saying how it is drawn: the PDF and the docx
// writer read the same value. Sizes, faces and letterheads come from the house style.

#include <string>
#include <variant>
#include <vector>

#include "base/time.h"

namespace dengbao {

enum class DocumentKind : std::uint8_t { Letter, Notice, Certificate, Sheet, Report };
enum class Orientation : std::uint8_t { Portrait, Landscape };
enum class Align : std::uint8_t { Left, Center, Right, Justify };
enum class Indent : std::uint8_t { None, FirstLine, Hanging };  // always two characters
// The faces official papers use; the house style says which font stands for each.
enum class Face : std::uint8_t {
  FangSong,
  KaiTi,
  HeiTi,
  Song,
  XiaoBiaoSong
};  // 仿宋 楷体 黑体 宋体 小标宋

struct PageSetup {
  Orientation orientation = Orientation::Portrait;
  bool numbered = true;
  bool operator==(const PageSetup&) const = default;
};

struct Run {
  std::string text;
  bool bold = false;
  bool operator==(const Run&) const = default;
};

// The issuer's name at the head of a letter or notice (发文机关标志).
struct Letterhead {
  std::string issuer;
  bool operator==(const Letterhead&) const = default;
};

// 云杉信办函〔2026〕12号. Beneath the rule: right in a letter, centred elsewhere.
struct NumberLine {
  std::string text;
  bool operator==(const NumberLine&) const = default;
};

// Level 0 is the title; 1 一、 2 （一） 3 1.  A line feed in a title is a break by meaning.
struct Heading {
  int level = 0;
  std::string text;
  bool operator==(const Heading&) const = default;
};

struct Paragraph {
  std::vector<Run> runs;
  Align align = Align::Justify;
  Indent indent = Indent::FirstLine;
  Face face = Face::FangSong;
  bool operator==(const Paragraph&) const = default;
};

// Blank lines of the body's pitch.
struct Space {
  int lines = 1;
  bool operator==(const Space&) const = default;
};

struct KeyValues {
  std::vector<std::pair<std::string, std::string>> rows;
  bool ruled = true;  // as a table with rules; otherwise label and value on lines of their own
  bool operator==(const KeyValues&) const = default;
};

struct Column {
  std::string title;
  double share = 1;  // of the width, relative to the other columns
  Align align = Align::Left;
  bool operator==(const Column&) const = default;
};

// The head row is repeated on each page.
struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
  bool operator==(const Table&) const = default;
};

// Where the issuer signs. The place of the seal is words, never a drawing of one.
struct Signature {
  std::vector<std::string> issuers;
  std::string date;
  std::string seal_place;  // 印章处
  bool operator==(const Signature&) const = default;
};

struct CopyTo {
  std::string label;  // 抄送
  std::string text;
  bool operator==(const CopyTo&) const = default;
};

// Followed by a signature block, it stands to the left of it.
struct Qr {
  std::string payload;
  std::string caption;
  bool operator==(const Qr&) const = default;
};

using Block = std::variant<Letterhead, NumberLine, Heading, Paragraph, Space, KeyValues, Table,
                           Signature, CopyTo, Qr>;

struct Document {
  DocumentKind kind = DocumentKind::Letter;
  PageSetup page;
  std::string title;
  std::string number;    // empty where the document has none
  std::string language;  // "zh-CN", "en"
  Instant created;       // the caller's; the library has no clock
  std::vector<Block> blocks;
  bool operator==(const Document&) const = default;
};

}  // namespace dengbao
