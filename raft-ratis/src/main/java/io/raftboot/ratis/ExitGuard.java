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

package io.raftboot.ratis;

import java.lang.Thread.UncaughtExceptionHandler;

import org.apache.ratis.util.ExitUtils;

/**
 * Keeps Ratis from ending the process: when it first needs its {@code ExitUtils}, it
 * makes every uncaught exception of any thread call {@code System.exit}, and it exits by
 * itself when its port is taken.
 */
final class ExitGuard {

	private ExitGuard() {
	}

	static synchronized void install() {
		UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
		ExitUtils.disableSystemExit();
		ExitUtils.setTerminateOnUncaughtException(false);
		Thread.setDefaultUncaughtExceptionHandler(before);
	}

}
