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

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One JVM that runs the sample.
 */
final class NodeProcess {

	/** Long enough for a slow machine; nothing is measured by it. */
	static final Duration PATIENCE = Duration.ofMinutes(4);

	private final Path directory;

	private final int httpPort;

	private final int raftPort;

	private final List<String> jvmArguments;

	private final List<String> arguments;

	private Process process;

	/**
	 * @param directory working directory, holds data and log
	 * @param httpPort port of HTTP
	 * @param raftPort port of peers and JSON Lines, 0 for none
	 * @param jvmArguments further arguments of the JVM
	 * @param arguments arguments of the application
	 */
	NodeProcess(Path directory, int httpPort, int raftPort, List<String> jvmArguments, List<String> arguments) {
		this.directory = directory;
		this.httpPort = httpPort;
		this.raftPort = raftPort;
		this.jvmArguments = jvmArguments;
		this.arguments = arguments;
	}

	void start() throws IOException {
		Files.createDirectories(this.directory);
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
		command.addAll(this.jvmArguments);
		command.addAll(List.of("-cp", classPath(), KvsApplication.class.getName()));
		command.add("--server.address=127.0.0.1");
		command.add("--server.port=" + this.httpPort);
		command.addAll(this.arguments);
		this.process = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
			.start();
		// whatever ends the tests ends what they started
		Runtime.getRuntime().addShutdownHook(new Thread(this.process::destroyForcibly));
	}

	/**
	 * The runner of the tests may have put its own jar in place of the class path.
	 */
	private static String classPath() {
		String entries = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		List<String> absolute = new ArrayList<>();
		for (String entry : entries.split(File.pathSeparator)) {
			absolute.add(Path.of(entry).toAbsolutePath().toString());
		}
		return String.join(File.pathSeparator, absolute);
	}

	/**
	 * Wait until the node answers over HTTP, or fail with its log if it has ended.
	 */
	void awaitAnswer() {
		await().atMost(PATIENCE).until(() -> {
			assertThat(this.process.isAlive()).as("ended while starting: %s", log()).isTrue();
			return answers();
		});
	}

	private boolean answers() {
		try {
			return HttpRpc.call(this.httpPort, "GetServerState", "{}").has("result");
		}
		catch (IOException ex) {
			return false;
		}
	}

	JsonNode state() throws IOException {
		return HttpRpc.call(this.httpPort, "GetServerState", "{}").get("result");
	}

	/**
	 * End the process with SIGKILL.
	 */
	void kill() {
		if (this.process != null) {
			this.process.destroyForcibly().onExit().join();
		}
	}

	/**
	 * End the process with SIGTERM.
	 * @return its exit status
	 */
	int stop() throws InterruptedException {
		this.process.destroy();
		return awaitExit();
	}

	int awaitExit() throws InterruptedException {
		assertThat(this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("has not ended: %s", log())
			.isTrue();
		return this.process.exitValue();
	}

	void pause() throws IOException, InterruptedException {
		signal("STOP");
		// the signal is only queued by then: until the last thread has stopped, the node
		// may still answer
		await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(this::isStopped);
	}

	private boolean isStopped() throws IOException {
		try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(this.process.pid()), "task"))) {
			for (Path thread : threads.toList()) {
				if (!Files.readString(thread.resolve("status")).contains("State:\tT")) {
					return false;
				}
			}
			return true;
		}
	}

	void resume() throws IOException, InterruptedException {
		signal("CONT");
	}

	private void signal(String name) throws IOException, InterruptedException {
		Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + this.process.pid()).start();
		assertThat(kill.waitFor()).isZero();
	}

	boolean isAlive() {
		return this.process != null && this.process.isAlive();
	}

	LineClient connect() throws IOException {
		return new LineClient(this.raftPort);
	}

	int httpPort() {
		return this.httpPort;
	}

	int raftPort() {
		return this.raftPort;
	}

	String address() {
		return "127.0.0.1:" + this.raftPort;
	}

	Path directory() {
		return this.directory;
	}

	Path logFile() {
		return this.directory.resolve("node.log");
	}

	String log() {
		try {
			return Files.readString(logFile());
		}
		catch (IOException ex) {
			return "no log: " + ex;
		}
	}

	@Override
	public String toString() {
		return address();
	}

}
