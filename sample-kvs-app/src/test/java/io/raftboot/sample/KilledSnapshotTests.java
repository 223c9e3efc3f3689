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

package io.raftboot.sample;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that is killed at random points while it takes snapshots, and started again:
 * it must come up with everything that it had acknowledged.
 */
@Tag("cluster")
class KilledSnapshotTests {

	/** Of snapshots that were being written, or just finished. */
	private static final int KILLS = Scale.of(8, 200);

	@Test
	void everyRestartComesUpWithTheFullState(@TempDir Path directory) throws IOException, InterruptedException {
		long seed = Long.getLong("seed", System.nanoTime());
		System.out.println("seed " + seed);
		Random random = new Random(seed);
		// of large ones most is writing, of small ones what comes after it
		Victim large = new Victim(directory.resolve("large"), 300, 5000);
		Victim small = new Victim(directory.resolve("small"), 10, 10);
		int unfinished = 0;
		for (int i = 0; i < KILLS; i++) {
			unfinished += ((i % 2 == 0) ? large : small).runAndKill(random.nextInt(400)) ? 1 : 0;
		}
		Scale.report("%d kills, %d of them left an unfinished snapshot; %d and %d commands kept", KILLS, unfinished,
				large.finish(), small.finish());
	}

	private static final class Victim {

		private final Path directory;

		private final int slots;

		private final int size;

		private long acknowledged;

		Victim(Path directory, int slots, int size) {
			this.directory = directory;
			this.slots = slots;
			this.size = size;
		}

		/**
		 * Start, look what is there, and kill.
		 * @param delay milliseconds of work before
		 * @return whether a snapshot was being written
		 */
		boolean runAndKill(int delay) throws IOException, InterruptedException {
			Process process = start();
			try (BufferedReader lines = reader(process)) {
				assertFound(lines);
				CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> lines.lines().forEach(this::take));
				process.waitFor(delay, TimeUnit.MILLISECONDS);
				// not by the library, which throws away what is not read yet
				Shell.run("kill -KILL " + process.pid());
				process.waitFor();
				reading.join();
			}
			File[] unfinished = this.directory.toFile().listFiles((file) -> file.getName().matches("snapshot.*\\.tmp"));
			return unfinished != null && unfinished.length > 0;
		}

		private void take(String line) {
			if (line.startsWith(SnapshotVictim.ACKNOWLEDGED)) {
				// the last line may be torn, and then names a lower number
				this.acknowledged = Math.max(this.acknowledged, number(line, SnapshotVictim.ACKNOWLEDGED));
			}
		}

		/** Look a last time. */
		long finish() throws IOException, InterruptedException {
			Process process = start();
			try (BufferedReader lines = reader(process)) {
				return assertFound(lines);
			}
			finally {
				process.destroyForcibly().waitFor();
			}
		}

		private Process start() throws IOException {
			List<String> command = Launch.java(List.of("-Xmx128m", "-Dengine=" + TestedEngine.name()),
					List.of("-cp", Launch.classPath(), SnapshotVictim.class.getName(), this.directory.toString(),
							Integer.toString(this.slots), Integer.toString(this.size)));
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
			return process;
		}

		private static BufferedReader reader(Process process) {
			return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
		}

		private long assertFound(BufferedReader lines) throws IOException {
			StringBuilder seen = new StringBuilder();
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				seen.append(line).append('\n');
				if (line.startsWith(SnapshotVictim.FOUND)) {
					long found = number(line, SnapshotVictim.FOUND);
					assertThat(found).as("%s: %s", this.directory, seen).isGreaterThanOrEqualTo(this.acknowledged);
					return found;
				}
			}
			throw new AssertionError("It did not start: " + seen);
		}

		private static long number(String line, String before) {
			return Long.parseLong("0" + line.substring(before.length()));
		}

	}

}
