#include "documents/pdf_flow.h"

#include <fmt/format.h>

#include <algorithm>

namespace dengbao {
namespace {

constexpr double kCaptionGap = 2;  // points between a QR code and its caption

}  // namespace

PdfFlow::PdfFlow(const Document& document, const HouseStyle& house, const PdfFonts& fonts,
                 double pitch)
    : document_(document), house_(house), style_(house.kind(document.kind)), fonts_(fonts) {
  for (TextStyle* text : {&style_.body, &style_.heading1, &style_.heading2, &style_.heading3})
    text->pitch_pt *= pitch;
  const bool portrait = document.page.orientation == Orientation::Portrait;
  paper_.width = mm(portrait ? house.paper_width : house.paper_height);
  paper_.height = mm(portrait ? house.paper_height : house.paper_width);
  paper_.top = mm(style_.top);
  paper_.right = mm(style_.right);
  paper_.bottom = mm(style_.bottom);
  paper_.left = mm(style_.left);
}

Result<std::vector<Page>> PdfFlow::run() {
  new_page();
  for (at_ = 0; at_ < document_.blocks.size(); ++at_)
    CHECK(std::visit(*this, document_.blocks[at_]));
  if (document_.page.numbered) CHECK(folios());
  return std::move(pages_);
}

void PdfFlow::new_page() {
  if (!pages_.empty()) filled_ += y_ - paper_.top;
  pages_.emplace_back();
  y_ = paper_.top;
  if (style_.framed) frame();
}

bool PdfFlow::could_fit_one_page(double pitch) const {
  return (filled_ + y_ - paper_.top) * pitch <= limit() - paper_.top;
}

void PdfFlow::frame() {
  for (const auto& [inset, thickness] : {std::pair{mm(14), 2.4}, std::pair{mm(16), 0.7}}) {
    const double right = paper_.width - inset, bottom = paper_.height - inset;
    const double half = thickness / 2;  // corners closed
    rule(inset - half, inset, right + half, inset, thickness, Ink::Mark);
    rule(inset - half, bottom, right + half, bottom, thickness, Ink::Mark);
    rule(inset, inset, inset, bottom, thickness, Ink::Mark);
    rule(right, inset, right, bottom, thickness, Ink::Mark);
  }
}

void PdfFlow::rule(double x1, double y1, double x2, double y2, double thickness, Ink ink) {
  page().marks.emplace_back(PlacedRule{x1, y1, x2, y2, thickness, ink});
}

void PdfFlow::place(const Text& text, int line, double x, double top, Ink ink) {
  page().marks.emplace_back(PlacedLine{text, line, x, top, ink});
}

void PdfFlow::place_all(const Text& text, double x, double top, Ink ink) {
  for (int i = 0; i < text->lines(); ++i) place(text, i, x, top + i * text->pitch(), ink);
}

Result<PdfFlow::Text> PdfFlow::lay(std::string text, const TextStyle& style, double width,
                                   Align align, bool balanced) const {
  return LaidText::lay_out(
      fonts_, {{{std::move(text), false}}, style, width, align, Indent::None, balanced});
}

// Lines of running text over as many pages as they need; the last `keep_last` stay together.
void PdfFlow::pour(const Text& text, double x, int keep_last) {
  const double pitch = text->pitch();
  const int lines = text->lines();
  for (int i = 0; i < lines; ++i) {
    const bool group = i == std::max(0, lines - keep_last) && keep_last > 0;
    const double need = group ? pitch * (lines - i) : pitch;
    if (y_ + need > limit() + 0.5 && y_ > paper_.top) new_page();
    place(text, i, x, y_);
    y_ += pitch;
  }
}

// A letterhead never wraps: a long name is set smaller [GB/T 9704-2012 §7.2.4, own words].
Result<PdfFlow::Text> PdfFlow::mark_on_one_line(const std::string& issuer, double width) const {
  TextStyle mark = style_.mark;
  const Text natural = TRY(lay(issuer, mark, mm(2000), Align::Left));
  const double factor = std::min(1.0, width / natural->widest());
  mark.size_pt *= factor * 0.999;
  mark.pitch_pt *= factor;
  return lay(issuer, mark, width, Align::Center);
}

Status PdfFlow::operator()(const Letterhead& block) {
  if (style_.letterhead == LetterheadForm::None) {
    const Text text = TRY(lay(block.issuer, style_.mark, body_width(), Align::Center, true));
    place_all(text, paper_.left, y_);
    y_ += text->height();
    return {};
  }
  const Text mark = TRY(mark_on_one_line(block.issuer, body_width()));
  if (style_.letterhead == LetterheadForm::Letter) {
    const double wide = mm(170), x = (paper_.width - wide) / 2;
    place_all(mark, paper_.left, mm(30), Ink::Mark);
    const double line = mm(30) + mark->height() + mm(2);
    rule(x, line, x + wide, line, 2.4, Ink::Mark);
    rule(x, line + 3.2, x + wide, line + 3.2, 0.7, Ink::Mark);
    const double foot = paper_.height - mm(20);
    rule(x, foot - 3.2, x + wide, foot - 3.2, 0.7, Ink::Mark);
    rule(x, foot, x + wide, foot, 2.4, Ink::Mark);
    y_ = line + mm(5);
    return {};
  }
  place_all(mark, paper_.left, y_ + mm(35), Ink::Mark);
  y_ += mm(35) + mark->height() + style_.body.pitch_pt;
  return {};
}

Status PdfFlow::operator()(const NumberLine& block) {
  const bool letter = style_.letterhead == LetterheadForm::Letter;
  const Text text =
      TRY(lay(block.text, style_.number, body_width(), letter ? Align::Right : Align::Center));
  place_all(text, paper_.left, y_);
  y_ += text->height();
  if (style_.letterhead == LetterheadForm::Notice) {
    const double line = y_ + mm(4);
    rule(paper_.left, line, paper_.width - paper_.right, line, 1.4, Ink::Mark);
    y_ = line;
  }
  return {};
}

Status PdfFlow::operator()(const Heading& block) {
  if (block.level == 0) {
    const bool official = style_.letterhead != LetterheadForm::None;
    if (official && y_ > paper_.top) y_ += style_.body.pitch_pt;
    const Text title = TRY(lay(block.text, style_.title, body_width(), Align::Center,
                               block.text.find('\n') == std::string::npos));
    // A balanced title is laid out narrower than the page: centre it as a whole.
    place_all(title, paper_.left, y_);
    y_ += title->height() + style_.body.pitch_pt * (official ? 1.0 : 0.5);
    return {};
  }
  const TextStyle& text = block.level == 1   ? style_.heading1
                          : block.level == 2 ? style_.heading2
                                             : style_.heading3;
  const Text heading = TRY(LaidText::lay_out(
      fonts_, {{{block.text, false}}, text, body_width(), Align::Left, Indent::FirstLine}));
  // A heading is not left alone at the foot of a page.
  if (y_ + heading->height() + style_.body.pitch_pt > limit() + 0.5 && y_ > paper_.top) new_page();
  pour(heading, paper_.left, heading->lines());
  return {};
}

bool PdfFlow::signature_follows() const {
  for (std::size_t i = at_ + 1; i < document_.blocks.size(); ++i) {
    if (std::holds_alternative<Signature>(document_.blocks[i])) return true;
    if (!std::holds_alternative<Qr>(document_.blocks[i])) return false;
  }
  return false;
}

Status PdfFlow::operator()(const Paragraph& block) {
  TextStyle text = style_.body;
  text.face = block.face;
  const Text laid =
      TRY(LaidText::lay_out(fonts_, {block.runs, text, body_width(), block.align, block.indent}));
  if (signature_follows() && !style_.framed) {
    // The signature never stands alone on a page: it takes the last two lines with it.
    double height = 0;
    for (std::size_t i = at_ + 1; i < document_.blocks.size(); ++i)
      if (const auto* signature = std::get_if<Signature>(&document_.blocks[i])) {
        height = signature_height(*signature);
        break;
      }
    const int kept = std::min(2, laid->lines());
    const int before = laid->lines() - kept;
    const double all = laid->height() + height;
    if (y_ + all > limit()) {
      for (int i = 0; i < before; ++i) {
        if (y_ + text.pitch_pt > limit() + 0.5) new_page();
        place(laid, i, paper_.left, y_);
        y_ += text.pitch_pt;
      }
      if (y_ + kept * text.pitch_pt + height > limit()) new_page();
      for (int i = before; i < laid->lines(); ++i, y_ += text.pitch_pt)
        place(laid, i, paper_.left, y_);
      return {};
    }
  }
  pour(laid, paper_.left, 0);
  return {};
}

Status PdfFlow::operator()(const Space& block) {
  y_ = std::min(y_ + block.lines * style_.body.pitch_pt, limit());
  return {};
}

Status PdfFlow::operator()(const Qr& block) {
  auto matrix = std::make_shared<const QrMatrix>(TRY(make_qr(block.payload)));
  if (signature_follows()) {
    waiting_qr_ = std::move(matrix);
    waiting_caption_ = block.caption;
    return {};
  }
  const double size = mm(style_.qr_size);
  const Text caption = TRY(lay(block.caption, style_.note, size + mm(20), Align::Center));
  const double height = size + kCaptionGap + caption->height();
  if (y_ + height > limit() && y_ > paper_.top) new_page();
  page().marks.emplace_back(PlacedQr{std::move(matrix), paper_.left, y_, size});
  place_all(caption, paper_.left - mm(10), y_ + size + kCaptionGap);
  y_ += height;
  return {};
}

// Room above for the seal, a line for each issuer, the date; more where a QR code
// beside it is higher.
double PdfFlow::signature_height(const Signature& block) const {
  const double text = (2.4 + static_cast<double>(block.issuers.size())) * style_.body.pitch_pt;
  for (const auto& other : document_.blocks)
    if (std::holds_alternative<Qr>(other))
      return std::max(text, mm(style_.qr_size) + kCaptionGap + style_.note.pitch_pt);
  return text;
}

Status PdfFlow::operator()(const Signature& block) {
  const double height = signature_height(block);
  const double pitch = style_.body.pitch_pt;
  if (y_ + height > limit() + 0.5 && y_ > paper_.top) new_page();
  if (style_.framed) y_ = limit() - height;  // a certificate is signed at its foot
  const double bottom = y_ + height;
  TextStyle style = style_.body;
  style.spacing_pt = 0;
  // The date ends four characters from the right margin; names are centred over it.
  const Text date = TRY(lay(block.date, style, body_width(), Align::Left));
  const double date_left = paper_.width - paper_.right - 4 * style.size_pt - date->widest();
  const double middle = date_left + date->widest() / 2;
  double top = bottom - pitch;
  place(date, 0, date_left, top);
  for (auto issuer = block.issuers.rbegin(); issuer != block.issuers.rend(); ++issuer) {
    top -= pitch;
    const Text name = TRY(lay(*issuer, style, mm(2000), Align::Left));
    const double right_most = paper_.width - paper_.right - name->widest();
    place(name, 0, std::min(middle - name->widest() / 2, right_most), top);
  }
  if (!block.seal_place.empty()) {
    const Text seal = TRY(lay("（" + block.seal_place + "）", style_.note, mm(60), Align::Center));
    place_all(seal, middle - mm(30), top - seal->height() - 2, Ink::Grey);
  }
  if (waiting_qr_) {
    const double size = mm(style_.qr_size);
    const Text caption = TRY(lay(waiting_caption_, style_.note, size + mm(16), Align::Center));
    const double qr_top = bottom - size - kCaptionGap - caption->height();
    page().marks.emplace_back(PlacedQr{std::move(waiting_qr_), paper_.left + mm(8), qr_top, size});
    place_all(caption, paper_.left, qr_top + size + kCaptionGap);
    waiting_qr_ = nullptr;
  }
  y_ = bottom;
  return {};
}

// 抄送 stands at the foot of the last page, between rules in a notice [GB/T 9704-2012 §7.4].
Status PdfFlow::operator()(const CopyTo& block) {
  TextStyle style = style_.body;
  style.size_pt = std::min(14.0, style_.body.size_pt);
  style.pitch_pt = style.size_pt * 1.6;
  style.spacing_pt = 0;
  const double inset = style.size_pt;
  const Text text = TRY(LaidText::lay_out(fonts_, {{{block.label + "：" + block.text, false}},
                                                   style,
                                                   body_width() - 2 * inset,
                                                   Align::Left,
                                                   Indent::None}));
  const double height = text->height() + 6;
  if (y_ + height > limit() + 0.5 && y_ > paper_.top) new_page();
  const double top = limit() - height;
  place_all(text, paper_.left + inset, top + 3);
  if (style_.letterhead == LetterheadForm::Notice) {
    rule(paper_.left, top, paper_.width - paper_.right, top, mm(0.35));
    rule(paper_.left, limit(), paper_.width - paper_.right, limit(), mm(0.35));
  }
  y_ += height;
  return {};
}

// — 1 —: 7 mm under the type area, odd pages right, even pages left; sheets in the middle.
Status PdfFlow::folios() {
  const bool centred = document_.kind == DocumentKind::Sheet || style_.framed;
  if (style_.framed && pages_.size() == 1) return {};
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    if (i == 0 && !style_.number_first_page) continue;
    const bool odd = i % 2 == 0;
    const Align align = centred ? Align::Center : odd ? Align::Right : Align::Left;
    const double inset = centred ? 0 : style_.folio.size_pt;
    const Text text =
        TRY(lay(fmt::format("— {} —", i + 1), style_.folio, body_width() - 2 * inset, align));
    pages_[i].marks.emplace_back(PlacedLine{
        text, 0, paper_.left + inset, limit() + mm(7) - style_.folio.size_pt / 2, Ink::Black});
  }
  return {};
}

Result<std::vector<Page>> lay_out_pages(const Document& document, const HouseStyle& house,
                                        const PdfFonts& fonts, Paper& paper) {
  PdfFlow flow(document, house, fonts, 1);
  paper = flow.paper();
  std::vector<Page> pages = TRY(flow.run());
  const bool letter =
      document.kind == DocumentKind::Letter || document.kind == DocumentKind::Notice;
  if (!letter || pages.size() == 1) return pages;
  for (const double pitch : {0.93, 0.86}) {
    if (!flow.could_fit_one_page(pitch)) continue;
    std::vector<Page> tighter = TRY(PdfFlow(document, house, fonts, pitch).run());
    if (tighter.size() < pages.size()) return tighter;
  }
  return pages;
}

}  // namespace dengbao
