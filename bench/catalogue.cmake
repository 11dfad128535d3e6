# The catalogue: from its compiled form to the rows of a grade, and the whole as OSCAL.
add_executable(catalogue_bench catalogue.cc)
target_link_libraries(catalogue_bench PRIVATE dengbao_catalogue dengbao_catalogue_bundle)
