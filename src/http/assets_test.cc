#include "http/assets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dengbao::http {
namespace {

using testing::HasSubstr;

TEST(Coding, IsTheOneThatIsLikedBest) {
  const struct {
    const char* accept;
    Coding of_all, of_gzip;
  } rows[] = {
      {"", Coding::Identity, Coding::Identity},
      {"gzip, deflate, br", Coding::Brotli, Coding::Gzip},
      {"gzip", Coding::Gzip, Coding::Gzip},
      {"GZIP", Coding::Gzip, Coding::Gzip},
      {"br", Coding::Brotli, Coding::Identity},
      {"br;q=0.5, gzip;q=0.8", Coding::Gzip, Coding::Gzip},
      {"br; q=0.8 , gzip;q=0.80", Coding::Brotli, Coding::Gzip},
      {"br;q=0, gzip;q=0.001", Coding::Gzip, Coding::Gzip},
      {"gzip;q=0", Coding::Identity, Coding::Identity},
      {"gzip;q=0.000, *", Coding::Brotli, Coding::Identity},
      {"*", Coding::Brotli, Coding::Gzip},
      {"*;q=0", Coding::Identity, Coding::Identity},
      {"br;q=0, *;q=0.1", Coding::Gzip, Coding::Gzip},
      {"identity, gzip;q=0.5", Coding::Identity, Coding::Identity},
      {"identity;q=0.5, gzip;q=0.5", Coding::Gzip, Coding::Gzip},
      {"identity;q=0", Coding::Identity, Coding::Identity},
      {"gzip;q=2, br;q=x", Coding::Identity, Coding::Identity},
      {"gzip;q=1.001", Coding::Identity, Coding::Identity},
      {"brotli, zip", Coding::Identity, Coding::Identity},
      {",,;q=1,", Coding::Identity, Coding::Identity},
  };
  for (const auto& [accept, of_all, of_gzip] : rows) {
    EXPECT_EQ(preferred(accept, {true, true}), of_all) << accept;
    EXPECT_EQ(preferred(accept, {true, false}), of_gzip) << accept;
    EXPECT_EQ(preferred(accept, {}), Coding::Identity) << accept;
    EXPECT_EQ(takes_gzip(accept), of_gzip == Coding::Gzip) << accept;
  }
}

Response asked(const Assets& assets, const std::string& path, const std::string& header = "",
               const std::string& value = "") {
  Request request;
  request.method = "GET";
  request.path = path;
  if (!header.empty()) request.headers.set(header, value);
  return assets.answer(request);
}

TEST(AssetsInMemory, AreTaggedPackedAndFallBackToThePage) {
  Assets assets;
  assets.add("index.html", "<!doctype html>" + std::string(1000, ' '));
  assets.add("assets/a-1f.js", "let x;");
  const Response page = asked(assets, "/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.headers.get("Cache-Control"), "no-cache");
  EXPECT_EQ(asked(assets, "/case/01K").kept, page.kept);
  EXPECT_EQ(asked(assets, "/missing.js").status, 404);
  EXPECT_THAT(std::string(asked(assets, "/assets/a-1f.js").headers.get("Cache-Control")),
              HasSubstr("immutable"));
  const Response packed = asked(assets, "/", "Accept-Encoding", "br, gzip;q=0.8");
  EXPECT_EQ(packed.headers.get("Content-Encoding"), "gzip") << "it has no other";
  EXPECT_LT(packed.kept->size(), page.kept->size());
  EXPECT_NE(packed.headers.get("ETag"), page.headers.get("ETag"));
  EXPECT_FALSE(asked(assets, "/", "Accept-Encoding", "gzip;q=0").headers.has("Content-Encoding"));
  EXPECT_EQ(asked(assets, "/", "If-None-Match", std::string(page.headers.get("ETag"))).status, 304);
}

TEST(AssetsInMemory, HaveTheFormInBrotliThatTheirBuilderMade) {
  const std::string script(1000, ';');
  // In whatever order they come; a form without its file is none.
  for (const bool form_first : {false, true}) {
    Assets assets;
    if (form_first) assets.add("assets/a-1f.js.br", "packed");
    assets.add("assets/a-1f.js", script);
    if (!form_first) assets.add("assets/a-1f.js.br", "packed");
    assets.add("assets/lost.js.br", "packed");
    const Response packed = asked(assets, "/assets/a-1f.js", "Accept-Encoding", "gzip, br");
    EXPECT_EQ(packed.headers.get("Content-Encoding"), "br");
    EXPECT_EQ(packed.headers.get("Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(packed.headers.get("Vary"), "Accept-Encoding");
    EXPECT_EQ(*packed.kept, "packed");
    const Response gzip = asked(assets, "/assets/a-1f.js", "Accept-Encoding", "gzip");
    EXPECT_EQ(gzip.headers.get("Content-Encoding"), "gzip");
    EXPECT_NE(gzip.headers.get("ETag"), packed.headers.get("ETag"));
    EXPECT_EQ(*asked(assets, "/assets/a-1f.js").kept, script);
    EXPECT_EQ(asked(assets, "/assets/a-1f.js.br").status, 404);
    EXPECT_EQ(asked(assets, "/assets/lost.js").status, 404);
  }
}

}  // namespace
}  // namespace dengbao::http
