add_executable(bench_document ${CMAKE_CURRENT_LIST_DIR}/document.cc)
target_link_libraries(bench_document PRIVATE dengbao_documents)
target_include_directories(bench_document PRIVATE ${CMAKE_SOURCE_DIR}/tests)
target_compile_definitions(bench_document PRIVATE DENGBAO_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
