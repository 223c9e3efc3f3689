/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot.consensus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the transcripts: interactions with members, one file for each rule, that are read
 * as documentation. {@code -Drewrite=true} writes what the members do now into the files.
 */
class TranscriptTests {

	private static final Path DIRECTORY = Path.of("src/test/resources/transcripts");

	@ParameterizedTest
	@MethodSource("transcripts")
	void membersDoWhatTheTranscriptSays(Path file) throws IOException {
		List<String> expected = Files.readAllLines(file);
		List<String> actual = new Transcript().replay(expected);
		if (Boolean.getBoolean("rewrite")) {
			Files.write(file, actual);
			return;
		}
		assertThat(actual).as("%s, rewritten with -Drewrite=true if the change is meant", file)
			.containsExactlyElementsOf(expected);
	}

	static List<Path> transcripts() throws IOException {
		try (Stream<Path> files = Files.list(DIRECTORY)) {
			return files.sorted().toList();
		}
	}

}
