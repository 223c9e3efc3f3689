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

package io.raftboot.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process with a machine on disk that is killed at random points and started again: it
 * comes up with everything that it had acknowledged, gives every command that is sent
 * again its first answer, and applies only what its storage does not hold.
 */
@Tag("cluster")
@Timeout(600)
class KilledDiskMachineTests {

	private static final int KILLS = Integer.getInteger("kills", 8);

	private final StringBuilder seen = new StringBuilder();

	private long acknowledged;

	private long found;

	private long applied;

	@Test
	void everyRestartGoesOnFromTheStorage(@TempDir Path directory) throws IOException, InterruptedException {
		long seed = Long.getLong("seed", System.nanoTime());
		System.out.println("seed " + seed);
		Random random = new Random(seed);
		long total = 0;
		long appliedAgain = 0;
		for (int i = 0; i < KILLS; i++) {
			runAndKill(directory, random.nextInt(400));
			assertThat(this.found).as("%s", this.seen).isBetween(total, total + 16);
			if (i > 0 && Files.exists(directory.resolve("machine/committed"))) {
				appliedAgain += this.applied;
			}
			total = this.acknowledged;
		}
		System.out.printf("%d kills, %d commands, %d of them applied again%n", KILLS, total, appliedAgain);
		assertThat(this.applied).as("%s", this.seen).isLessThan(this.found);
	}

	private void runAndKill(Path directory, int delay) throws IOException, InterruptedException {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp", classPath,
				DiskMachineVictim.class.getName(), directory.toString()))
			.redirectErrorStream(true)
			.start();
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
		this.seen.setLength(0);
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			String line = lines.readLine();
			while (line != null && !line.startsWith(DiskMachineVictim.FOUND)) {
				take(line);
				line = lines.readLine();
			}
			assertThat(line).as("It did not start: %s", this.seen).isNotNull();
			take(line);
			CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> lines.lines().forEach(this::take));
			process.waitFor(delay, TimeUnit.MILLISECONDS);
			assertThat(process.isAlive()).as("%s", this.seen).isTrue();
			// not by the library, which throws away what is not read yet
			assertThat(new ProcessBuilder("sh", "-c", "kill -KILL " + process.pid()).start().waitFor()).isZero();
			process.waitFor();
			reading.join();
		}
	}

	private void take(String line) {
		if (line.startsWith(DiskMachineVictim.ACKNOWLEDGED)) {
			// the last line may be torn, and then names a lower number
			this.acknowledged = Math.max(this.acknowledged, number(line, DiskMachineVictim.ACKNOWLEDGED));
		}
		else if (line.startsWith(DiskMachineVictim.FOUND)) {
			this.found = number(line, DiskMachineVictim.FOUND);
			this.acknowledged = Math.max(this.acknowledged, this.found);
		}
		else if (line.startsWith(DiskMachineVictim.APPLIED)) {
			this.applied = number(line, DiskMachineVictim.APPLIED);
		}
		else {
			this.seen.append(line).append('\n');
		}
	}

	private static long number(String line, String before) {
		return Long.parseLong("0" + line.substring(before.length()));
	}

}
